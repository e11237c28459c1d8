using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Ports;

/// <summary>The data side of the gateway session. Data comes back through the contract grain's <c>On…Async</c> methods.</summary>
public interface IMarketDataGateway
{
    /// <summary>Opens a broker line; a second call for the same contract and kind only changes its priority. Renewed by the bridge after a reconnect, the highest priority first.</summary>
    /// <param name="priority">Where the broker's lines do not suffice, the line of the lowest priority, if it is lower than this, is given up for this one.</param>
    /// <exception cref="GatewayRequestException">Code 101: every line of the budget has this priority or a higher one; the message names the setting.</exception>
    ValueTask SubscribeAsync(Instrument instrument, LineKind kind, int priority, CancellationToken cancellationToken);

    ValueTask UnsubscribeAsync(Instrument instrument, LineKind kind, CancellationToken cancellationToken);

    /// <summary>The last <paramref name="count"/> bars before now, oldest first (IB reqHistoricalData).</summary>
    /// <exception cref="GatewayRequestException">The gateway refused, or the session ended.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    Task<ImmutableArray<Bar>> HistoricalBarsAsync(Instrument instrument, BarSize size, int count, CancellationToken cancellationToken);

    /// <summary>The bars by time that start in a range, oldest first, of all hours (IB reqHistoricalData with an end).</summary>
    /// <param name="what">IB's whatToShow word, normally <see cref="BarSeries.Trades"/>.</param>
    /// <inheritdoc cref="HistoricalBarsAsync(Instrument, BarSize, int, CancellationToken)" path="/exception"/>
    Task<ImmutableArray<Bar>> HistoricalBarsAsync(Instrument instrument, BarSize size, TimeRange range, string what, CancellationToken cancellationToken);

    /// <summary>Every trade whose time lies in a range, in order (IB reqHistoricalTicks, as many requests as it takes).</summary>
    /// <inheritdoc cref="HistoricalBarsAsync(Instrument, BarSize, int, CancellationToken)" path="/exception"/>
    Task<ImmutableArray<Print>> HistoricalTradesAsync(Instrument instrument, TimeRange range, CancellationToken cancellationToken);

    /// <summary>One quote now (IB reqMktData with snapshot).</summary>
    /// <inheritdoc cref="HistoricalBarsAsync(Instrument, BarSize, int, CancellationToken)" path="/exception"/>
    Task<Quote> SnapshotAsync(Instrument instrument, CancellationToken cancellationToken);
}

/// <summary>Finds contracts at the broker (IB reqContractDetails and reqMarketRule).</summary>
public interface IInstrumentSource
{
    /// <summary>All contracts that fit; empty when the broker knows none (error 200).</summary>
    /// <exception cref="GatewayRequestException">The gateway refused for another reason, or the session ended.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    Task<ImmutableArray<Instrument>> FindAsync(InstrumentSpec spec, CancellationToken cancellationToken);

    /// <summary>The options listed on an underlying, by exchange and trading class (IB reqSecDefOptParams); empty when there are none.</summary>
    /// <inheritdoc cref="FindAsync" path="/exception"/>
    Task<ImmutableArray<OptionClass>> OptionsAsync(Instrument underlying, CancellationToken cancellationToken);

    /// <summary>Instruments whose symbol or name begins like this text (IB reqMatchingSymbols): what was perhaps meant.</summary>
    /// <inheritdoc cref="FindAsync" path="/exception"/>
    Task<ImmutableArray<InstrumentCandidate>> SearchAsync(string text, CancellationToken cancellationToken);
}

/// <param name="Name">As <see cref="InstrumentSpec.Parse"/> reads it.</param>
/// <param name="Description">The company's or contract's name; null where the broker gives none.</param>
public sealed record InstrumentCandidate(ConId ConId, string Name, string? Description);

/// <summary>Every instrument that was ever resolved, for people, reports and joins (table <c>trading.instrument</c>).</summary>
public interface IInstrumentStore
{
    /// <summary>Writes the details as they are now; a repeat replaces them.</summary>
    Task SaveAsync(Instrument instrument, CancellationToken cancellationToken);
}

/// <summary>The kinds of broker lines (design P6).</summary>
public enum LineKind
{
    /// <summary>Best bid and ask and the last trade, conflated; for an option its greeks too (IB reqMktData).</summary>
    Quote = 1,

    /// <summary>IB reqRealTimeBars.</summary>
    FiveSecondBars = 2,

    /// <summary>Every trade on the tape (IB reqTickByTickData, AllLast).</summary>
    Trades = 3,

    /// <summary>The order book, ten rows (IB reqMktDepth).</summary>
    Depth = 4,

    /// <summary>Every change of best bid and ask, where a quote line tells some each second (IB reqTickByTickData, BidAsk).</summary>
    BidAsk = 5,
}

/// <summary>The gateway answered a request with an error.</summary>
/// <param name="code">IB's error code; 504 when there is no session.</param>
public sealed class GatewayRequestException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
