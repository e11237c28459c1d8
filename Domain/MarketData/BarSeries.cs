using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.MarketData;

/// <summary>One stored history: the bars of a contract of one size and kind.</summary>
/// <param name="What">IB's whatToShow word: TRADES, MIDPOINT, BID, ASK and so on.</param>
public readonly record struct BarSeries(ConId ConId, BarSize Size, string What)
{
    public const string Trades = "TRADES";

    /// <summary>What an instrument's bars are made of: currency pairs, metals and CFDs have no tape, so theirs are midpoints.</summary>
    public static string WhatOf(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return instrument.Type switch
        {
            SecurityType.Forex or SecurityType.Commodity or SecurityType.Cfd => "MIDPOINT",
            SecurityType.Crypto => "AGGTRADES",
            _ => Trades,
        };
    }

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
