using OrleansTrader.Domain.Views;

namespace OrleansTrader.Client.Output;

/// <summary>One value of a what-if.</summary>
internal sealed record MarginRow(string Value, OrleansTrader.Domain.Broker.MarginEffect Effect);

/// <summary>The tables of the reading commands.</summary>
internal static class Views
{
    public static View<AccountRow> Accounts { get; } = new(
        "status",
        "No account is configured.",
        new("account", static r => r.Account),
        new("state", static r => r.KillLatch is { } latch ? $"KILLED: {latch}" : r.Adopting ? "adopting" : r.State?.ToString()),
        new("synchronized", static r => r.Synchronized),
        new("proven", static r => r.Proven),
        new("settling", static r => r.Settling),
        new("mismatch", static r => r.Mismatches),
        new("orders", static r => r.Counters?.Orders),
        new("fills", static r => r.Counters?.Fills),
        new("denied", static r => r.Counters?.Denied),
        new("rejected", static r => r.Counters?.Rejected),
        new("unknown", static r => r.Counters?.UnknownOrders),
        new("problem", static r => r.Problem));

    public static View<PositionRow> Positions { get; } = new(
        "positions",
        "No positions.",
        new("account", static r => r.Account),
        new("strategy", static r => r.Strategy),
        new("symbol", static r => r.Symbol),
        new("quantity", static r => r.Quantity),
        new("average", static r => r.AveragePrice),
        new("realized", static r => r.RealizedPnl),
        new("commission", static r => r.Commission),
        new("cash", static r => r.Cash),
        new("currency", static r => r.Currency));

    public static View<OrderRow> Orders { get; } = new(
        "orders",
        "No orders.",
        new("at", static r => r.IntendedAt),
        new("id", static r => r.Id),
        new("strategy", static r => r.Strategy),
        new("symbol", static r => r.Symbol ?? $"#{r.ConId}"),
        new("side", static r => r.Side),
        new("quantity", static r => r.Quantity),
        new("type", static r => r.Type),
        new("price", static r => r.Price),
        new("tif", static r => r.TimeInForce),
        new("status", static r => r.Status),
        new("filled", static r => r.Filled),
        new("average", static r => r.AveragePrice),
        new("reason", static r => r.Reason));

    public static View<FillRow> Fills { get; } = new(
        "fills",
        "No fills.",
        new("at", static r => r.At),
        new("execution", static r => r.ExecId),
        new("strategy", static r => r.Strategy),
        new("symbol", static r => r.Symbol),
        new("side", static r => r.Side),
        new("quantity", static r => r.Quantity),
        new("price", static r => r.Price),
        new("commission", static r => r.Commission),
        new("order", static r => r.Order),
        new("note", static r => r.Suggested is { } whose ? $"assign to {whose}?" : r.Cause?.ToString()));

    public static View<StrategyRow> Strategies { get; } = new(
        "strategies",
        "No strategies.",
        new("account", static r => r.Account),
        new("strategy", static r => r.Name),
        new("type", static r => r.Type),
        new("status", static r => r.Status),
        new("trading", static r => r.Trading),
        new("capital", static r => r.Capital),
        new("stage", static r => r.Stage),
        new("realized", static r => r.RealizedPnl),
        new("unrealized", static r => r.UnrealizedPnl),
        new("instruments", static r => r.Instruments.Length),
        new("events", static r => r.Events),
        new("actions", static r => r.Actions),
        new("failures", static r => r.Failures),
        new("note", static r => r.LastError ?? r.Reason));

    public static View<StrategyTypeRow> StrategyTypes { get; } = new(
        "strategy-types",
        "No strategy classes.",
        new("type", static r => r.Name ?? "(skipped)"),
        new("source", static r => Path.GetFileName(r.Source)),
        new("parameters", static r => r.Problem ?? string.Join(", ", r.Parameters.Select(static p => $"{p.Name}={p.Default}{(p.Allowed is null ? "" : $" ({p.Allowed})")}"))));

    public static View<ContractRow> Contracts { get; } = new(
        "contracts",
        "No active contracts.",
        new("conId", static r => r.ConId),
        new("symbol", static r => r.Symbol),
        new("bid", static r => r.Bid),
        new("ask", static r => r.Ask),
        new("last", static r => r.Last),
        new("quote at", static r => r.QuoteAt),
        new("data", static r => r.Quality),
        new("bar at", static r => r.LastBarAt),
        new("stale", static r => r.Stale),
        new("gaps", static r => r.Gaps),
        new("lines", static r => string.Join(' ', r.Lines)),
        new("subscribers", static r => r.Subscribers.Length),
        new("quotes", static r => r.Quotes),
        new("bars", static r => r.Bars),
        new("problem", static r => r.Problem));

    public static View<ProofRow> Proof { get; } = new("proof", "No contract is in the books.", ProofColumns());

    public static View<ProofRow> Mismatches { get; } = new("mismatches", "No mismatch.", ProofColumns());

    public static View<QuarantineRow> Quarantine { get; } = new(
        "quarantine",
        "Nothing is in quarantine.",
        new("seq", static r => r.Seq),
        new("account", static r => r.Account),
        new("at", static r => r.At),
        new("report", static r => r.Kind),
        new("contract", static r => r.ConId),
        new("problem", static r => r.Problem));

    public static View<HistoryRow> Histories { get; } = new(
        "history",
        "No history is stored.",
        new("conId", static r => r.ConId),
        new("symbol", static r => r.Symbol),
        new("bar", static r => r.Bar),
        new("what", static r => r.What),
        new("adjustment", static r => r.Adjustment),
        new("from", static r => Day(r.From)),
        new("to", static r => Day(r.To)),
        new("spans", static r => r.Spans));

    public static View<HistoryFillRow> Fillings { get; } = new(
        "history/fills",
        "No history was asked for.",
        new("id", static r => r.Id),
        new("instrument", static r => r.Instrument),
        new("bar", static r => r.Bar),
        new("what", static r => r.What),
        new("from", static r => Day(r.From)),
        new("to", static r => Day(r.To)),
        new("state", static r => r.State),
        new("requests", static r => r.Requests),
        new("remaining", static r => r.Remaining),
        new("bars", static r => r.Bars),
        new("problem", static r => r.Problem));

    public static View<MarginRow> Margins { get; } = new(
        "orders/what-if",
        "Nothing changes.",
        new("value", static r => r.Value),
        new("before", static r => r.Effect.Before),
        new("change", static r => r.Effect.Change),
        new("after", static r => r.Effect.After));

    public static View<LimitRow> Limits { get; } = new(
        "limits",
        "No account is configured.",
        new("account", static r => r.Account),
        new("strategy", static r => r.Strategy),
        new("limit", static r => r.Limit),
        new("value", static r => r.Value),
        new("changed by", static r => r.By),
        new("at", static r => r.At),
        new("reason", static r => r.Reason));

    public static View<RestrictionRow> Restricted { get; } = new(
        "restricted",
        "No contract is restricted.",
        new("account", static r => r.Account),
        new("conId", static r => r.ConId),
        new("by", static r => r.By),
        new("at", static r => r.At),
        new("reason", static r => r.Reason));

    public static View<LogRow> Logs { get; } = new(
        "logs",
        "No log lines.",
        new("at", static r => r.At),
        new("level", static r => r.Level),
        new("strategy", static r => r.Strategy),
        new("order", static r => r.Order),
        new("message", static r => r.Message));

    /// <summary>Histories go back years.</summary>
    private static string? Day(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private static Column<ProofRow>[] ProofColumns() =>
    [
        new("account", static r => r.Account),
        new("symbol", static r => r.Symbol),
        new("state", static r => r.State),
        new("strategies", static r => string.Join(' ', r.Strategies.Select(static pair => $"{pair.Key}={pair.Value:0.##########}"))),
        new("transactions", static r => r.Transactions),
        new("broker", static r => r.Broker),
        new("tables", static r => r.Tables),
        new("since", static r => r.Since),
        new("cause", static r => r.Cause),
        new("repair", static r => r.Repair),
    ];
}
