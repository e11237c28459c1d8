using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Contracts;

/// <summary>What one strategy gets of one contract: one awaited call in flight; quotes conflate, bars queue and are repeated until taken.</summary>
/// <remarks>Lives on the contract grain's scheduler; not for other threads.</remarks>
internal sealed class StrategyFeed(StrategyName name, NearGrain<IStrategyGrain> strategy, TimeProvider clock, Action<StrategyName, Exception> failed) : IDisposable
{
    private const int MostBars = 2_000;

    private readonly Queue<Bar> _bars = [];
    private readonly CancellationTokenSource _stop = new();
    private Quote? _quote;
    private Task _running = Task.CompletedTask;
    private int _failures;
    private bool _hasGap;

    /// <summary>Quotes that a newer one replaced before they left.</summary>
    public long Conflated { get; private set; }

    /// <summary>Bars given up because the strategy did not take them; the next one is flagged incomplete.</summary>
    public long BarsLost { get; private set; }

    public void Offer(Quote quote)
    {
        Conflated += _quote is null ? 0 : 1;
        _quote = quote;
        Run();
    }

    public void Offer(Bar bar)
    {
        _bars.Enqueue(_hasGap ? bar with { Incomplete = true } : bar);
        _hasGap = false;
        if (_bars.Count > MostBars)
        {
            _bars.Dequeue();
            BarsLost++;
            _hasGap = true;
        }

        Run();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Run()
    {
        if (_running.IsCompleted && !_stop.IsCancellationRequested)
        {
            _running = RunAsync(_stop.Token);
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && (_bars.Count > 0 || _quote is not null))
        {
            try
            {
                await SendNextAsync();
                _failures = 0;
            }
            catch (Exception e)
            {
                failed(name, e);
                await Task.Delay(BackOff.Of(++_failures), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private async Task SendNextAsync()
    {
        if (_bars.TryPeek(out var bar))
        {
            await strategy.Far!.OnBarAsync(bar);
            _bars.TryDequeue(out _);
        }
        else if (_quote is { } quote)
        {
            _quote = null;
            await strategy.CallAsync(static (grain, newest) => grain.OnQuoteAsync(newest), quote);
        }
    }
}
