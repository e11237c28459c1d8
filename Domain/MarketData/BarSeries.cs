using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.MarketData;

/// <summary>One stored history: the bars of a contract of one size and kind.</summary>
/// <param name="What">IB's whatToShow word: TRADES, MIDPOINT, BID, ASK and so on.</param>
public readonly record struct BarSeries(ConId ConId, BarSize Size, string What)
{
    public const string Trades = "TRADES";

    public override string ToString() => $"#{ConId} {Size} {What}";
}

/// <summary>What was done to the prices of a history since they were traded. One history has one of them throughout.</summary>
public enum PriceAdjustment
{
    /// <summary>As traded.</summary>
    Raw = 1,

    /// <summary>For splits, as IB's TRADES are.</summary>
    Splits = 2,

    /// <summary>For splits and dividends, as IB's ADJUSTED_LAST are.</summary>
    SplitsAndDividends = 3,
}
