using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Silo.Strategies;
using OrleansTrader.Storage.Logs;
using Serilog.Events;

namespace OrleansTrader.Silo.Api;

/// <summary>The reading half of <c>/api/v1</c>: arrays of flat objects.</summary>
internal static class ReadEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 5_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapReads(this IEndpointRouteBuilder api)
    {
        api.MapGet("/status", static (StatusReader reader) => reader.ReadAsync()).WithSummary("Session, lease and the state of every account.");
        api.MapGet("/account", static async (Accounts accounts, string? account) => (await accounts.ViewsAsync(account)).Select(AccountValues))
            .WithSummary("Account values as the broker reported them.");
        api.MapGet("/positions", static async (Accounts accounts, string? account) => (await accounts.ViewsAsync(account)).SelectMany(RowMapping.PositionRows))
            .WithSummary("Positions by strategy and contract, from booked executions.");
        api.MapGet("/orders", static (BookReader books, [AsParameters] BookPage page, bool? working, CancellationToken cancellationToken) =>
            working ?? false ? books.WorkingOrdersAsync(page.Account, page.ToFilter()) : books.OrdersAsync(page.Account, page.ToFilter(), cancellationToken))
            .WithSummary("Orders, newest first: a page by strategy, since, until and limit, or the working ones.");
        api.MapGet("/fills", static (BookReader books, [AsParameters] BookPage page, CancellationToken cancellationToken) =>
            books.FillsAsync(page.Account, page.ToFilter(), cancellationToken)).WithSummary("Fills, newest first: a page by strategy, since, until and limit.");
        api.MapGet("/targets", static async (Accounts accounts, string? account) => (await accounts.ViewsAsync(account)).SelectMany(RowMapping.TargetRows))
            .WithSummary("What the strategies want to hold.");
        api.MapGet("/strategies", ReadStrategiesAsync).WithSummary("Strategies with their state.");
        api.MapGet("/strategy-types", static (StrategyCatalog catalog, StrategyAssemblies found) => StrategyTypes(catalog, found))
            .WithSummary("Strategy classes with their parameters, and files of the strategy folder that were skipped.");
        api.MapGet("/contracts", ReadContractsAsync).WithSummary("Active contracts with quote, lines and subscribers.");
        api.MapGet("/proof", static (ProofReader reader, string? account) => reader.ReadAsync(account)).WithSummary("The proof of books per contract.");
        api.MapGet("/mismatches", static async (ProofReader reader, string? account) =>
            (await reader.ReadAsync(account)).Where(static row => row.State == ProofState.Mismatch)).WithSummary("Contracts whose books differ from the broker's.");
        api.MapGet("/quarantine", static async (Accounts accounts, string? account) => (await accounts.ViewsAsync(account)).SelectMany(RowMapping.QuarantineRows))
            .WithSummary("Reports of the broker that could not be taken, oldest first.");
        api.MapGet("/limits", static async (Accounts accounts, string? account) => (await accounts.ViewsAsync(account)).SelectMany(RowMapping.LimitRows))
            .WithSummary("The risk limits in force, and who changed them.");
        api.MapGet("/restricted", static async (Accounts accounts, string? account) => (await accounts.ViewsAsync(account)).SelectMany(RowMapping.RestrictionRows))
            .WithSummary("Contracts in which nothing may be opened.");
        api.MapGet("/notifications", ReadNotificationsAsync).WithSummary("What a person should know, newest first.");
        api.MapGet("/logs", ReadLogsAsync).WithSummary("Log lines from the table, newest first.");
    }

    private static Task<ImmutableArray<LogRow>> ReadLogsAsync(PostgresLogReader logs, string? strategy, string? order, string? level, int? limit, CancellationToken cancellationToken) =>
        logs.ReadAsync(strategy, order, Levels(level), Limit(limit), cancellationToken);

    private static Task<ImmutableArray<NotificationRow>> ReadNotificationsAsync(PostgresLogReader logs, Accounts accounts, string? account, int? limit, CancellationToken cancellationToken) =>
        logs.ReadNotificationsAsync(accounts.Meant(account), Limit(limit), cancellationToken);

    internal static int Limit(int? limit) => limit switch
    {
        null => DefaultLimit,
        >= 1 and <= MaxLimit => limit.Value,
        _ => throw new BadInputException("limit", $"'{limit}' is not from 1 to {MaxLimit}"),
    };

    /// <summary>This level and all above it.</summary>
    private static string[]? Levels(string? level) => level is null ? null
        : Enum.TryParse<LogEventLevel>(level, ignoreCase: true, out var least) ? [.. Enum.GetValues<LogEventLevel>().Where(each => each >= least).Select(static each => each.ToString())]
        : throw new BadInputException("level", $"'{level}' is not one of {string.Join(", ", Enum.GetNames<LogEventLevel>())}");

    private static async Task<IEnumerable<StrategyRow>> ReadStrategiesAsync(Accounts accounts, IGrainFactory grains, IOptions<StrategyRoster> roster, string? account)
    {
        var hosts = await Task.WhenAll(roster.Value.Entries.Select(entry => HostAsync(grains, entry.Name)));
        var byName = hosts.OfType<StrategyHostView>().ToDictionary(static host => host.Name);
        var views = await accounts.ViewsAsync(account);
        var portfolios = await Task.WhenAll(views.Select(view => grains.GetGrain<IPortfolioGrain>(view.Account.Value).GetState()));
        return views.Zip(portfolios).SelectMany(pair => pair.First.Strategies.Select(
            s => Row(pair.First.Account, s, byName.GetValueOrDefault(s.Name)).WithProfit(pair.Second.Holdings)));
    }

    /// <summary>A callback that hangs holds its host: the others are shown all the same.</summary>
    private static async Task<StrategyHostView?> HostAsync(IGrainFactory grains, string name)
    {
        try
        {
            return await grains.GetGrain<IStrategyGrain>(name).GetState().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static IEnumerable<StrategyTypeRow> StrategyTypes(StrategyCatalog catalog, StrategyAssemblies found) =>
    [
        .. catalog.Describe().Select(static type => new StrategyTypeRow(type.Name, type.Assembly, type.Parameters, type.Problem)),
        .. found.Files.Where(static file => file.Problem is not null).Select(static file => new StrategyTypeRow(null, file.Path, [], file.Problem)),
    ];

    private static StrategyRow Row(AccountId account, StrategyView strategy, StrategyHostView? host) => new(
        account,
        strategy.Name,
        host?.Type,
        strategy.Status,
        strategy.Capital.Amount,
        strategy.Capital.Currency,
        host?.Warm ?? false,
        host?.Instruments ?? [],
        host?.Events ?? 0,
        host?.Actions ?? 0,
        host?.Failures ?? 0,
        host?.LastError,
        host?.LastEventAt,
        strategy.Reason,
        host?.Stage,
        host?.Parameters ?? ImmutableDictionary<string, string>.Empty,
        strategy.Trading);

    private static async Task<IEnumerable<ContractRow>> ReadContractsAsync(IGrainFactory grains)
    {
        var active = await grains.GetGrain<IManagementGrain>(0).GetActiveGrains(GrainType.Create("contract"));
        var views = await Task.WhenAll(active.Select(id => grains.GetGrain<IContractGrain>(id).GetState()));
        return views.Select(RowMapping.ToRow).OrderBy(static row => row.Symbol, StringComparer.Ordinal);
    }

    private static AccountValuesRow AccountValues(AccountView view) => new(view.Account, view.AccountValues);
}

/// <summary>The broker's account values by name.</summary>
internal sealed record AccountValuesRow(AccountId Account, System.Collections.Immutable.ImmutableDictionary<string, string> Values);
