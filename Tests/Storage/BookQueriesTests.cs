using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.Books;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

public sealed class BookQueriesTests(SharedDatabase shared) : IClassFixture<SharedDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Fills_come_newest_first_with_commission_and_origin()
    {
        await using var books = await BookWriter.OpenAsync(shared.ConnectionString, "DQ1");
        await using var queries = new BookQueries(shared.ConnectionString);
        await books.AppendAsync(
            Booked("e.01", 10, 2, 1), Booked("e.02", 9, 2, 1), Fee("e.02", 0), Booked("f.01", -4, 3, 2, strategy: StrategyName.Unknown), Booked("g.01", 1, 1, 3, strategy: Beta));
        await books.AppendAsync(new ExecutionAssigned("f", StrategyName.Unknown, Alpha, "console"));

        var fills = await queries.FillsAsync(books.Account, new BookFilter(Alpha, null, null, 10), None);

        Assert.Equal(["f.01", "e.02"], fills.Select(static fill => fill.Fill.ExecId.Value));
        Assert.Equal([-4m, 9m], fills.Select(static fill => fill.Fill.Signed.Value));
        Assert.Equal([null, new Money(0, Currency.Usd)], fills.Select(static fill => fill.Commission));
        Assert.Equal([StrategyName.Unknown], fills[0].AssignedFrom);
        Assert.Equal("g.01", Assert.Single(await queries.FillsAsync(books.Account, new BookFilter(null, null, null, 1), None)).Fill.ExecId.Value);
    }

    [Fact]
    public async Task Orders_come_newest_first()
    {
        await using var books = await BookWriter.OpenAsync(shared.ConnectionString, "DQ2");
        await using var queries = new BookQueries(shared.ConnectionString);
        var first = Intent("q/1");
        var second = Intent("q/2", Side.Sell, 5, new OrderTerms.Limit(Price.Of(9)));
        await books.AppendAsync(
            [Pending(first), Pending(second) with { IntendedAt = Noon.AddSeconds(1), Status = OrderStatus.Rejected, Reason = "201" }],
            new OrderIntended(first, Ref(first)),
            new OrderIntended(second, Ref(second)));

        var orders = await queries.OrdersAsync(books.Account, new BookFilter(null, null, null, 10), None);

        Assert.Equal([second.Id, first.Id], orders.Select(static order => order.Id));
        Assert.Equal((Side.Sell, new OrderTerms.Limit(Price.Of(9)), OrderStatus.Rejected, "201"), (orders[0].Intent.Side, orders[0].Intent.Terms, orders[0].Status, orders[0].Reason));
    }

    [Fact]
    public async Task Pages_are_cut_by_instants_from_the_first_on_and_before_the_last()
    {
        await using var books = await BookWriter.OpenAsync(shared.ConnectionString, "DQ3");
        await using var queries = new BookQueries(shared.ConnectionString);
        await books.AppendAsync(Booked("a.01", 1, 2, 1), Booked("b.01", 2, 2, 2), Booked("c.01", 3, 2, 3));
        var all = await queries.FillsAsync(books.Account, new BookFilter(null, null, null, 10), None);

        var newest = await queries.FillsAsync(books.Account, new BookFilter(null, all[1].Fill.At, null, 10), None);
        var older = await queries.FillsAsync(books.Account, new BookFilter(null, null, all[1].Fill.At, 10), None);

        Assert.Equal(["c.01", "b.01"], newest.Select(static fill => fill.Fill.ExecId.Value));
        Assert.Equal(["a.01"], older.Select(static fill => fill.Fill.ExecId.Value));
    }
}
