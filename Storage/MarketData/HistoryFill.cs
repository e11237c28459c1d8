using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Storage.MarketData;

/// <summary>A wish for history that is being met: one contract, one size, one kind.</summary>
/// <param name="Instrument">As the person named it.</param>
public sealed record HistoryFill(long Id, string Instrument, BarSeries Series, TimeRange Wanted);

/// <summary>How far a fill has come.</summary>
public enum HistoryFillState
{
    Waiting = 1,
    Running = 2,
    Done = 3,

    /// <summary>The broker will not give it: asking again would be refused again.</summary>
    Failed = 4,
}
