using OrleansTrader.Domain.Views;
using OrleansTrader.Storage.Books;

namespace OrleansTrader.Silo.Api;

/// <summary>Orders and fills of one account or all, newest first. Working orders come from the engine, everything else from the tables, which hold all of the past.</summary>
internal sealed class BookReader(Accounts accounts, BookQueries queries)
{
    public async Task<IEnumerable<OrderRow>> WorkingOrdersAsync(string? account, BookFilter filter) => Page(
        (await accounts.ViewsAsync(account)).SelectMany(static view => view.OrderRows(view.WorkingOrders))
            .Where(row => (filter.Strategy is null || row.Strategy == filter.Strategy) && !(row.IntendedAt < filter.Since) && !(row.IntendedAt >= filter.Until)),
        static row => row.IntendedAt,
        filter.Limit);

    public async Task<IEnumerable<OrderRow>> OrdersAsync(string? account, BookFilter filter, CancellationToken cancellationToken)
    {
        var rows = new List<OrderRow>();
        foreach (var view in await accounts.ViewsAsync(account))
        {
            rows.AddRange(view.OrderRows(await queries.OrdersAsync(view.Account, filter, cancellationToken)));
        }

        return Page(rows, static row => row.IntendedAt, filter.Limit);
    }

    public async Task<IEnumerable<FillRow>> FillsAsync(string? account, BookFilter filter, CancellationToken cancellationToken)
    {
        var rows = new List<FillRow>();
        foreach (var view in await accounts.ViewsAsync(account))
        {
            rows.AddRange((await queries.FillsAsync(view.Account, filter, cancellationToken)).Select(fill => fill.ToRow(view)));
        }

        return Page(rows, static row => row.At, filter.Limit);
    }

    private static IEnumerable<T> Page<T>(IEnumerable<T> rows, Func<T, DateTimeOffset> at, int limit) => rows.OrderByDescending(at).Take(limit);
}
