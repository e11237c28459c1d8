using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Contracts;

/// <summary>The price of one contract now: live quote, else something recent, else a snapshot; simultaneous snapshots are one request.</summary>
internal sealed class PriceFinder(IMarketDataGateway gateway, TimeProvider clock)
{
    private static readonly TimeSpan SnapshotLimit = TimeSpan.FromSeconds(5);

    private Task<Quote>? _snapshot;
    private Quote? _lastSnapshot;

    /// <exception cref="TimeoutException">Nothing gave a price.</exception>
    public async Task<CurrentPrice> FindAsync(Quote? quote, bool isLive, Bar? lastBar, TimeSpan maxAge, Func<Task<Instrument>> instrument)
    {
        var now = clock.GetUtcNow();
        if (isLive && quote is { Quality: DataQuality.Live } && PriceOf(quote) is { } live)
        {
            return new CurrentPrice(live, quote.At, PriceSource.LiveQuote);
        }

        var recent = _lastSnapshot?.At > (quote?.At ?? DateTimeOffset.MinValue) ? _lastSnapshot : quote;
        if (recent is not null && now - recent.At <= maxAge && PriceOf(recent) is { } price)
        {
            return new CurrentPrice(price, recent.At, PriceSource.RecentQuote);
        }

        return lastBar is not null && now - lastBar.End <= maxAge
            ? new CurrentPrice(lastBar.Close, lastBar.End, PriceSource.LastBar)
            : await SnapshotAsync(await instrument());
    }

    private static Price? PriceOf(Quote quote) => quote.Midpoint ?? quote.Last;

    private async Task<CurrentPrice> SnapshotAsync(Instrument instrument)
    {
        try
        {
            _snapshot = _snapshot is { IsCompleted: false } running ? running : RequestAsync(instrument);
            var quote = _lastSnapshot = await _snapshot;
            return PriceOf(quote) is { } price
                ? new CurrentPrice(price, quote.At, PriceSource.Snapshot)
                : throw new TimeoutException($"The snapshot of {instrument.Symbol} has no price.");
        }
        catch (Exception e) when (e is GatewayRequestException or OperationCanceledException)
        {
            throw new TimeoutException($"No price of {instrument.Symbol}: {e.Message}", e);
        }
    }

    private async Task<Quote> RequestAsync(Instrument instrument)
    {
        using var limit = new CancellationTokenSource(SnapshotLimit, clock);
        return await gateway.SnapshotAsync(instrument, limit.Token);
    }
}
