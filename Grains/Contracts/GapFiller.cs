using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Grains.Contracts;

/// <summary>Fills the gaps of one contract's bars from the broker's history: one request at a time, the oldest gap first, again after a pause until it succeeds.</summary>
/// <remarks>
/// Lives on the contract grain's scheduler. A request that fails or brings nothing new doubles the pause up to five minutes: a line with holes by nature, or without
/// the permission for its history, must not eat the history requests of the others.
/// </remarks>
internal sealed class GapFiller(IMarketDataGateway gateway, BarBook book, TimeProvider clock, GapFiller.IEvents events)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private Task _running = Task.CompletedTask;
    private DateTimeOffset _notBefore;
    private TimeSpan _pause = ShortestPause;

    internal interface IEvents
    {
        void OnFilled(ImmutableArray<BuiltBar> built);

        void OnFillFailed(Backfill backfill, Exception exception);
    }

    /// <summary>Requests answered so far.</summary>
    public long Filled { get; private set; }

    /// <summary>Starts the next request when one is due; returns at once.</summary>
    public void Look(Instrument instrument)
    {
        var now = clock.GetUtcNow();
        if (_running.IsCompleted && now >= _notBefore && Next(now) is { } backfill)
        {
            _running = FillAsync(instrument, backfill);
        }
    }

    private Backfill? Next(DateTimeOffset now) => book.Gaps
        .Select(gap => Backfill.Of(gap.Range, book.Wanted, book.Calendar, MarketTime(now)))
        .FirstOrDefault(static backfill => backfill is not null);

    private DateTimeOffset MarketTime(DateTimeOffset now) => book.Last?.End > now ? book.Last.End : now;

    private async Task FillAsync(Instrument instrument, Backfill backfill)
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit, clock);
            var bars = await gateway.HistoricalBarsAsync(instrument, backfill.Size, backfill.Range, BarSeries.WhatOf(instrument), limit.Token);
            var built = book.Fill(backfill, bars, clock.GetUtcNow());
            Filled++;
            _pause = bars.IsEmpty ? Longer(_pause) : ShortestPause;
            _notBefore = clock.GetUtcNow() + _pause;
            events.OnFilled(built);
        }
        catch (Exception e)
        {
            _pause = Longer(_pause); // What is not allowed today must not be asked for all day.
            _notBefore = clock.GetUtcNow() + _pause;
            events.OnFillFailed(backfill, e);
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
