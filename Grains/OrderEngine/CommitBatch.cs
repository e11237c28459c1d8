using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>Decisions that become durable together, and what follows once they are.</summary>
internal sealed class CommitBatch
{
    private readonly List<JournalEntry> _entries = [];
    private readonly List<Action> _effects = [];
    private readonly Dictionary<StrategyName, List<StrategyNewsItem>> _news = [];
    private readonly HashSet<ClientOrderId> _touched = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsEmpty => _entries.Count == 0 && _effects.Count == 0;

    /// <summary>Whether it must follow the commit in flight at once; else it may wait for company.</summary>
    public bool Presses { get; private set; }

    public IReadOnlyList<JournalEntry> Entries => _entries;

    public IReadOnlyList<Action> Effects => _effects;

    public IReadOnlyDictionary<StrategyName, List<StrategyNewsItem>> News => _news;

    public Task Done => _done.Task;

    /// <param name="after">The book with the entry applied.</param>
    public void Add(JournalEntry entry, Book after)
    {
        _entries.Add(entry);
        var change = BookChange.Of(entry, after);
        if (change.Order is { } order)
        {
            _touched.Add(order.Id);
        }

        foreach (var strategy in change.Strategies)
        {
            if (!_news.TryGetValue(strategy, out var items))
            {
                _news[strategy] = items = [];
            }

            items.AddRange(change.Items);
        }
    }

    public void Then(Action effect)
    {
        _effects.Add(effect);
        Press();
    }

    /// <summary>It is wanted soon; nothing for an empty one.</summary>
    public void Press() => Presses |= !IsEmpty;

    public ImmutableArray<Order> Orders(Book book) => [.. _touched.Select(id => book.Orders[id])];

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception reason)
    {
        _done.TrySetException(reason);
        _ = _done.Task.Exception; // Nobody may be waiting for this batch: the activation ends all the same.
    }
}
