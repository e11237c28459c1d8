using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>The two books of the engine and the one commit in flight between them (design R3).</summary>
/// <remarks>
/// A decision changes the pending book at once, so that the next one sees it; everything that leaves (sends, snapshots, news, answers) waits for
/// its commit. A commit that fails or whose outcome is unknown poisons the activation: its batch and all later ones fail, no effect runs.
/// Runs on the grain's scheduler only.
/// </remarks>
internal sealed class GroupCommit(AccountId account, IOrderJournal journal, TimeProvider clock)
{
    private CommitBatch _open = new();
    private CommitBatch? _inFlight;
    private bool _running;

    public Book Pending { get; private set; } = Book.Empty(account);

    public Book Durable { get; private set; } = Book.Empty(account);

    public EngineToken Token { get; private set; }

    /// <summary>The last entry that was there when this activation opened the journal.</summary>
    public long OpenedAt { get; private set; }

    /// <summary>The last entry of the snapshot that this activation began with; 0 without one.</summary>
    public long SnapshotAt { get; private set; }

    /// <summary>Why nothing can be recorded any more; null while all is well.</summary>
    public Exception? Poison { get; private set; }

    /// <summary>Called after each commit and its effects, with the durable book already moved on.</summary>
    public Action<CommitBatch> Committed { get; set; } = static _ => { };

    /// <summary>Called once, when the activation must end.</summary>
    public Action<Exception> Poisoned { get; set; } = static _ => { };

    /// <summary>Opens the journal and reads it from the newest snapshot on; locks out older activations.</summary>
    public async Task OpenAsync(long leaseEpoch, Action<JournalEntry, Book> replayed, CancellationToken cancellationToken)
    {
        Token = await journal.OpenAsync(account, leaseEpoch, cancellationToken);
        Pending = await journal.ReadSnapshotAsync(account, cancellationToken) ?? Pending;
        SnapshotAt = Pending.Seq;
        await foreach (var entry in journal.ReadAsync(account, Pending.Seq, cancellationToken))
        {
            Pending = Pending.Apply(entry);
            replayed(entry, Pending);
        }

        (Durable, OpenedAt) = (Pending, Pending.Seq);
    }

    /// <summary>Applies the event to the pending book; durable with the next commit.</summary>
    /// <exception cref="JournalException">The activation is poisoned.</exception>
    public void Record(BookEvent e) => Record([e]);

    /// <summary>Applies the events to the pending book, all or, when one of them throws, none.</summary>
    /// <exception cref="JournalException">The activation is poisoned.</exception>
    public void Record(ImmutableArray<BookEvent> events)
    {
        ThrowIfPoisoned();
        if (!events.IsEmpty)
        {
            Add(events);
            _open.Press();
        }
    }

    /// <summary>As <see cref="Record(BookEvent)"/>, but asks for no commit of its own: durable with the next one, whoever asks for it.</summary>
    /// <exception cref="JournalException">The activation is poisoned.</exception>
    public void RecordAlong(BookEvent e)
    {
        ThrowIfPoisoned();
        Add([e]);
    }

    private void Add(ImmutableArray<BookEvent> events)
    {
        var (book, now) = (Pending, Now());
        var steps = new (JournalEntry Entry, Book After)[events.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var entry = new JournalEntry(book.Seq + 1, now, events[i]);
            steps[i] = (entry, book = book.Apply(entry));
        }

        Pending = book;
        foreach (var (entry, after) in steps)
        {
            _open.Add(entry, after);
        }
    }

    /// <summary>Runs the effect once everything recorded so far is durable; never if that fails.</summary>
    public void Then(Action effect) => _open.Then(effect);

    /// <summary>Completes when everything recorded so far is durable.</summary>
    /// <exception cref="JournalRefusedException">The database will never take it; told only to those whose decisions were in the batch.</exception>
    /// <exception cref="JournalException">It is not, or nobody knows.</exception>
    public Task FlushAsync()
    {
        ThrowIfPoisoned();
        var batch = _open.IsEmpty ? _inFlight : _open;
        Kick();
        return batch?.Done ?? Task.CompletedTask;
    }

    /// <summary>Starts a commit of what is recorded, unless one is in flight: then it follows by itself.</summary>
    public void Kick()
    {
        _open.Press();
        if (!_running && !_open.IsEmpty && Poison is null)
        {
            _running = true;
            Loop = RunAsync();
        }
    }

    /// <summary>Ends recording for good, for another reason than a failed commit.</summary>
    public void Stop(Exception reason)
    {
        if (Poison is null)
        {
            Poison = reason;
            _open.Fail(Unknown(reason));
            Poisoned(reason);
        }
    }

    /// <summary>The commits in flight; completed when there are none.</summary>
    public Task Loop { get; private set; } = Task.CompletedTask;

    public void ThrowIfPoisoned()
    {
        if (Poison is { } reason)
        {
            throw Unknown(reason);
        }
    }

    private static JournalException Unknown(Exception reason) => new("The outcome is unknown: the order engine ends and reads its journal again.", reason);

    private async Task RunAsync()
    {
        try
        {
            await CommitAllAsync();
        }
        finally
        {
            _running = false;
        }
    }

    private async Task CommitAllAsync()
    {
        while (_open.Presses && Poison is null)
        {
            var batch = _inFlight = _open;
            var book = Pending;
            _open = new CommitBatch();
            try
            {
                if (batch.Entries.Count > 0)
                {
                    await journal.AppendAsync(new JournalBatch(account, Token, [.. batch.Entries], batch.Orders(book)), CancellationToken.None);
                }
            }
            catch (Exception e)
            {
                _inFlight = null;
                batch.Fail(e is JournalRefusedException ? new JournalRefusedException("The batch can never become durable: the order engine ends and reads its journal again.", e) : Unknown(e));
                Stop(e);
                return;
            }

            Durable = book;
            TryComplete(batch);
        }
    }

    /// <summary>What is durable is answered; an effect that cannot run ends the activation instead of leaving callers waiting.</summary>
    private void TryComplete(CommitBatch batch)
    {
        try
        {
            Complete(batch);
        }
        catch (Exception e)
        {
            batch.Fail(Unknown(e));
            Stop(e);
        }
    }

    private void Complete(CommitBatch batch)
    {
        _inFlight = null;
        foreach (var effect in batch.Effects)
        {
            ThrowIfPoisoned(); // What is durable but was not sent is settled by the next activation.
            effect();
        }

        ThrowIfPoisoned();
        batch.Succeed();
        Committed(batch);
    }

    /// <summary>Whole microseconds: what the database keeps, so that a replay gives equal books.</summary>
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
