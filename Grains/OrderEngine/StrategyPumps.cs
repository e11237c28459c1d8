using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>Tells strategies what became durable: one call in flight per strategy, news merged meanwhile.</summary>
/// <remarks>A call that fails is not repeated: the next news say after which sequence they are complete, and the strategy asks for the rest.</remarks>
internal sealed partial class StrategyPumps(IGrainFactory grains, GroupCommit commit, ILogger logger)
{
    private const int MaxItems = 1_000;

    private readonly Dictionary<StrategyName, Pump> _pumps = [];

    public void Tell(CommitBatch batch)
    {
        foreach (var (strategy, items) in batch.News)
        {
            if (commit.Durable.Strategies.TryGetValue(strategy, out var books))
            {
                Tell(strategy, books.Status, items);
            }
        }
    }

    /// <summary>The news of a strategy from the durable book.</summary>
    public static StrategyNews Compose(Book book, StrategyName strategy, long afterSeq, ImmutableArray<StrategyNewsItem> items)
    {
        var books = book.Strategies[strategy];
        return new StrategyNews(book.Seq, items, book.PositionsOf(strategy), book.WorkingOrdersOf(strategy), books.Status, books.Capital) { AfterSeq = afterSeq };
    }

    private void Tell(StrategyName strategy, StrategyStatus status, List<StrategyNewsItem> items)
    {
        if (!_pumps.TryGetValue(strategy, out var pump))
        {
            _pumps[strategy] = pump = new Pump(status, commit.OpenedAt);
        }

        pump.Items.AddRange(items);
        pump.Waiting = true;
        if (pump.Items.Count > MaxItems)
        {
            pump.Items.Clear();
            pump.SentUpTo = commit.Durable.Seq; // A cursor below this asks for what was left out.
        }

        if (pump.Loop.IsCompleted)
        {
            pump.Loop = RunAsync(strategy, pump);
        }
    }

    private async Task RunAsync(StrategyName strategy, Pump pump)
    {
        while (pump.Waiting)
        {
            pump.Waiting = false;
            var news = Compose(commit.Durable, strategy, pump.SentUpTo, [.. pump.Items]);
            pump.Items.Clear();
            pump.SentUpTo = news.Seq;
            try
            {
                var grain = grains.GetGrain<IStrategyGrain>(strategy.Value);
                if (pump.Status != news.Status)
                {
                    pump.Status = news.Status;
                    await grain.OnStatusAsync(news.Status, commit.Durable.Strategies[strategy].Reason ?? string.Empty);
                }

                await grain.OnNewsAsync(news);
            }
            catch (Exception e)
            {
                LogNotTold(strategy, news.Seq, e);
            }
        }
    }

    private sealed class Pump(StrategyStatus status, long openedAt)
    {
        public List<StrategyNewsItem> Items { get; } = [];

        public bool Waiting { get; set; }

        public long SentUpTo { get; set; } = openedAt;

        public StrategyStatus? Status { get; set; } = status;

        public Task Loop { get; set; } = Task.CompletedTask;
    }

    [LoggerMessage(EventId = 2131, Level = LogLevel.Warning, Message = "Strategy {Strategy} was not told of the books up to {Seq}; it will ask")]
    private partial void LogNotTold(StrategyName strategy, long seq, Exception exception);
}
