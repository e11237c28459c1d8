using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Grains.Contracts;

/// <summary>The trades of one contract on their way to <paramref name="handOn"/>: complete and in order, gaps filled from the broker's history, or after 30 seconds told as lost.</summary>
/// <remarks>Lives on the contract grain's scheduler.</remarks>
internal sealed class TradeFlow(IMarketDataGateway gateway, TimeProvider clock, Action<ImmutableArray<Print>> handOn, Action<Gap, Exception?> lost)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TradeTape _tape = new();
    private Task _running = Task.CompletedTask;
    private DateTimeOffset _notBefore;
    private int _failures;

    public Gap? Gap => _tape.Gap;

    public void Take(ImmutableArray<Print> trades) => HandOn(_tape.Add(trades, clock.GetUtcNow()));

    public void Break() => _tape.Break();

    /// <summary>Gives up a gap that nobody filled in time; else asks for it.</summary>
    public void Beat(Instrument? askable)
    {
        if (_tape.Gap is not { } gap)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (_tape.GiveUp(now) is { } waited)
        {
            lost(gap, null);
            HandOn(waited);
        }
        else if (askable is not null && _running.IsCompleted && now >= _notBefore)
        {
            _running = FillAsync(askable, gap);
        }
    }

    private async Task FillAsync(Instrument instrument, Gap gap)
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit, clock);
            var history = await gateway.HistoricalTradesAsync(instrument, gap.Range, limit.Token);
            _failures = 0;
            if (_tape.Gap == gap)
            {
                HandOn(_tape.Fill(history));
            }
        }
        catch (Exception e)
        {
            _notBefore = clock.GetUtcNow() + BackOff.Of(++_failures);
            lost(gap, e);
        }
    }

    private void HandOn(ImmutableArray<Print> trades)
    {
        if (!trades.IsEmpty)
        {
            handOn(trades);
        }
    }
}
