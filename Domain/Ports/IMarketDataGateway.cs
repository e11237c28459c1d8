using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Ports;

/// <summary>The data side of the gateway session. Data comes back through the contract grain's <c>On…Async</c> methods.</summary>
public interface IMarketDataGateway
{
    /// <summary>Opens a broker line; a second call for the same contract and kind changes nothing. Renewed by the bridge after a reconnect.</summary>
    ValueTask SubscribeAsync(Instrument instrument, LineKind kind, CancellationToken cancellationToken);

    ValueTask UnsubscribeAsync(Instrument instrument, LineKind kind, CancellationToken cancellationToken);

    /// <summary>The last <paramref name="count"/> bars before now, oldest first (IB reqHistoricalData).</summary>
    /// <exception cref="GatewayRequestException">The gateway refused, or the session ended.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    Task<ImmutableArray<Bar>> HistoricalBarsAsync(Instrument instrument, BarSize size, int count, CancellationToken cancellationToken);

    /// <summary>One quote now (IB reqMktData with snapshot).</summary>
    /// <inheritdoc cref="HistoricalBarsAsync" path="/exception"/>
    Task<Quote> SnapshotAsync(Instrument instrument, CancellationToken cancellationToken);
}

/// <summary>Finds contracts at the broker (IB reqContractDetails and reqMarketRule).</summary>
public interface IInstrumentSource
{
    /// <summary>All contracts that fit; empty when the broker knows none (error 200).</summary>
    /// <exception cref="GatewayRequestException">The gateway refused for another reason, or the session ended.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    Task<ImmutableArray<Instrument>> FindAsync(InstrumentSpec spec, CancellationToken cancellationToken);
}

/// <summary>The kinds of broker lines (design P6).</summary>
public enum LineKind
{
    Quote = 1,
    FiveSecondBars = 2,
}

/// <summary>The gateway answered a request with an error.</summary>
/// <param name="code">IB's error code; 504 when there is no session.</param>
public sealed class GatewayRequestException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
