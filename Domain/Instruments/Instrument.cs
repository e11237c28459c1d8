using System.Collections.Immutable;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Instruments;

/// <summary>What we trade, as IB's contract details describe it; identity is <see cref="ConId"/>.</summary>
/// <param name="Exchange">Where orders are routed, normally SMART.</param>
/// <param name="Multiplier">Money per point and unit: 1 for stocks, 100 for US equity options.</param>
/// <param name="TickRules">Price increments by price level, ascending by <see cref="TickRule.LowEdge"/>; never empty.</param>
/// <param name="SizeIncrement">Orders are whole multiples of this; 1 for most stocks.</param>
/// <param name="TradingHours">All sessions known, in UTC, ascending; empty means unknown.</param>
/// <param name="LiquidHours">Regular sessions known, in UTC, ascending; empty means unknown.</param>
/// <param name="TimeZone">IANA id of the exchange's zone.</param>
public sealed record Instrument(
    ConId ConId,
    string Symbol,
    SecurityType Type,
    string Exchange,
    string? PrimaryExchange,
    Currency Currency,
    decimal Multiplier,
    string LocalSymbol,
    string? TradingClass,
    string LongName,
    ImmutableArray<TickRule> TickRules,
    Quantity MinSize,
    Quantity SizeIncrement,
    ImmutableArray<Session> TradingHours,
    ImmutableArray<Session> LiquidHours,
    string TimeZone,
    DateOnly? LastTradeDate = null,
    decimal? Strike = null,
    OptionRight? Right = null);

public enum OptionRight
{
    Call = 1,
    Put = 2,
}

/// <summary>From <paramref name="LowEdge"/> up, prices are multiples of <paramref name="Increment"/> (IB market rule).</summary>
public readonly record struct TickRule(decimal LowEdge, decimal Increment);

/// <summary>One continuous trading session [Open, Close) in UTC; <paramref name="TradingDay"/> is the exchange's date.</summary>
public readonly record struct Session(DateTimeOffset Open, DateTimeOffset Close, DateOnly TradingDay)
{
    public bool Contains(DateTimeOffset at) => at >= Open && at < Close;
}
