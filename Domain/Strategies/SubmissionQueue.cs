using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Strategies;

/// <summary>What to remember once everything up to a submission is settled.</summary>
/// <param name="Saved">The strategy's own state after that event.</param>
/// <param name="Cursor">The journal sequence up to which the strategy was told everything.</param>
/// <param name="Start">The event sequence of the start that it lives from.</param>
public sealed record StrategyCheckpoint(SavedState? Saved, long Cursor, long Start);

/// <param name="Checkpoint">Null in the middle of news: only its end can be remembered.</param>
/// <param name="Actions">Empty when there is only something to remember.</param>
public sealed record PendingSubmission(long Sequence, ImmutableArray<StrategyAction> Actions, StrategyCheckpoint? Checkpoint);

/// <summary>The outbox of one strategy (design R4): submissions leave in order, one at a time; a newer target of a contract replaces an older one that has not left.</summary>
public sealed class SubmissionQueue(StrategyName strategy, int capacity)
{
    private readonly LinkedList<PendingSubmission> _waiting = new();

    public int Count => _waiting.Count + (Current is null ? 0 : 1);

    /// <summary>Full: the next submission of orders is refused.</summary>
    public bool IsFull => _waiting.Count >= capacity;

    /// <summary>What is being submitted: never changed, so that a repeat is the same call.</summary>
    public PendingSubmission? Current { get; private set; }

    /// <summary>Older targets that newer ones replaced before they left.</summary>
    public long Conflated { get; private set; }

    public void Add(PendingSubmission submission)
    {
        var targets = submission.Actions.OfType<SetTargetAction>().Select(static target => target.ConId).ToHashSet();
        var moved = false;
        for (var node = _waiting.First; node is not null;)
        {
            var (current, next) = (node, node.Next);
            var kept = current.Value.Actions.RemoveAll(action => action is SetTargetAction target && targets.Contains(target.ConId));
            Conflated += current.Value.Actions.Length - kept.Length;
            moved |= kept.Length < current.Value.Actions.Length;
            // Once a target has moved behind it, a checkpoint would remember what was not submitted yet.
            current.Value = current.Value with { Actions = kept, Checkpoint = moved ? null : current.Value.Checkpoint };
            if (kept.IsEmpty)
            {
                _waiting.Remove(current); // The newer checkpoint includes this one's.
            }

            node = next;
        }

        _waiting.AddLast(submission);
    }

    /// <summary>The submission to make now, the same one until <see cref="Complete"/>; null when there is none.</summary>
    public PendingSubmission? Next()
    {
        if (Current is null && _waiting.First is { } first)
        {
            Current = first.Value;
            _waiting.RemoveFirst();
        }

        return Current;
    }

    public void Complete() => Current = null;

    public StrategySubmission ToSubmission(PendingSubmission pending) => new(strategy, pending.Sequence, pending.Actions);
}
