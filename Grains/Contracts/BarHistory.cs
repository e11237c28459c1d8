using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Grains.Contracts;

/// <summary>Finished bars of one contract from its own book, else from the broker; simultaneous equal requests are one.</summary>
internal sealed class BarHistory(IMarketDataGateway gateway, BarBook book, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Dictionary<(BarSize Size, int Count), Task<ImmutableArray<Bar>>> _running = [];

    /// <exception cref="GatewayRequestException">The gateway refused, or there is no session.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public async Task<ImmutableArray<Bar>> LastAsync(BarSize size, int count, Func<Task<Instrument>> instrument)
    {
        if (count <= 0)
        {
            return [];
        }

        if (book.Recent(size, count, clock.GetUtcNow()) is { } recent)
        {
            return recent;
        }

        if (!_running.TryGetValue((size, count), out var request))
        {
            _running[(size, count)] = request = RequestAsync(size, count, instrument);
        }

        try
        {
            return await request;
        }
        finally
        {
            _running.Remove((size, count));
        }
    }

    private async Task<ImmutableArray<Bar>> RequestAsync(BarSize size, int count, Func<Task<Instrument>> instrument)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        try
        {
            var bars = await gateway.HistoricalBarsAsync(await instrument(), size, count + 1, limit.Token); // The last one may be unfinished.
            var now = book.Last?.End > clock.GetUtcNow() ? book.Last.End : clock.GetUtcNow();
            var finished = bars.RemoveAll(bar => bar.End > now);
            book.Seed(size, finished);
            return [.. finished.TakeLast(count)];
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"No history of {size} bars within {Limit}.", e);
        }
    }
}
