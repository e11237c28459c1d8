using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.State;

namespace OrleansTrader.Grains.Strategies;

/// <summary>Sends a strategy's actions to the engine, one awaited call in flight, each repeated under its sequence until answered; then what is to be remembered is stored (design R4).</summary>
internal sealed class StrategyOutbox(
    StrategyName strategy,
    StateKeeper<StrategyState> state,
    Func<StrategySubmission, Task<SubmissionResult>> submit,
    StrategyOutbox.IEvents events,
    TimeProvider clock) : IDisposable
{
    private const int MostWaiting = 500;
    private const int SequencesAhead = 1_000;

    private readonly SubmissionQueue _queue = new(strategy, MostWaiting);
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private Task _storing = Task.CompletedTask;
    private StrategyCheckpoint? _reached;

    /// <summary>What the host does with the answers.</summary>
    public interface IEvents
    {
        void OnDenied(StrategyAction action, Denial denial);

        void OnSubmitFailed(long sequence, Exception exception);

        void OnStoreFailed(Exception exception);
    }

    public bool IsEmpty => _queue.Count == 0;

    public bool IsFull => _queue.IsFull;

    public long Conflated => _queue.Conflated;

    public void Add(PendingSubmission submission)
    {
        _queue.Add(submission);
        if (_sending.IsCompleted && !_stop.IsCancellationRequested)
        {
            _sending = SendAsync(_stop.Token);
        }
    }

    /// <summary>Event sequences up to this one may be used from now on, also after a crash.</summary>
    public Task ReserveAsync(long sequence) => state.ChangeAsync(stored => stored.Reserved >= sequence ? stored : stored with { Reserved = sequence + SequencesAhead });

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task SendAsync(CancellationToken stop)
    {
        for (var failures = 0; _queue.Next() is { } pending && !stop.IsCancellationRequested;)
        {
            try
            {
                await SendAsync(pending);
                failures = 0;
                _queue.Complete();
                Reach(pending.Checkpoint);
            }
            catch (Exception e)
            {
                events.OnSubmitFailed(pending.Sequence, e);
                await Task.Delay(BackOff.Of(++failures), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private async Task SendAsync(PendingSubmission pending)
    {
        if (pending.Actions.IsEmpty)
        {
            return;
        }

        if (pending.Sequence > state.Value.Reserved)
        {
            await ReserveAsync(pending.Sequence);
        }

        var result = await submit(_queue.ToSubmission(pending));
        Report(pending.Actions, result.Denials);
    }

    private void Report(ImmutableArray<StrategyAction> actions, ImmutableArray<Denial?> denials)
    {
        if (denials.IsDefaultOrEmpty)
        {
            return;
        }

        foreach (var (action, denial) in actions.Zip(denials))
        {
            if (denial is not null)
            {
                events.OnDenied(action, denial);
            }
        }
    }

    /// <summary>Stores the newest checkpoint beside the sending, never in front of it.</summary>
    private void Reach(StrategyCheckpoint? checkpoint)
    {
        _reached = checkpoint ?? _reached;
        if (_reached is not null && _storing.IsCompleted)
        {
            _storing = StoreAsync();
        }
    }

    private async Task StoreAsync()
    {
        while (_reached is { } checkpoint)
        {
            _reached = null;
            try
            {
                await state.ChangeAsync(stored => stored.Settled(checkpoint));
            }
            catch (Exception e)
            {
                events.OnStoreFailed(e);
                return; // The next checkpoint includes this one.
            }
        }
    }
}
