using System.Runtime.CompilerServices;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Tests.Support;

/// <summary>A journal in memory with the rules of the real one: newest token only, dense sequences, whole batches.</summary>
internal sealed class InMemoryJournal : IOrderJournal
{
    private readonly Lock _lock = new();
    private readonly List<JournalEntry> _entries = [];
    private EngineToken _token;

    /// <summary>Runs before each append with its number from 1; what it throws decides the append.</summary>
    public Func<int, JournalBatch, Task> BeforeAppend { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Runs after the batch is written: throwing here is a lost reply.</summary>
    public Func<int, JournalBatch, Task> AfterAppend { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>The database is away: nothing is read or written.</summary>
    public bool IsAway { get; set; }

    /// <summary>How many activations opened it.</summary>
    public long Openings => _token.EngineEpoch;

    public int Appends { get; private set; }

    /// <summary>The newest snapshot; null reads from the start.</summary>
    public Book? Snapshot { get; set; }

    /// <summary>Runs before each snapshot is written.</summary>
    public Action BeforeSnapshot { get; set; } = static () => { };

    /// <summary>Entries that activations have read.</summary>
    public int EntriesRead { get; private set; }

    public Task<Book?> ReadSnapshotAsync(AccountId account, CancellationToken cancellationToken) => Task.FromResult(Snapshot);

    public Task WriteSnapshotAsync(EngineToken token, Book book, CancellationToken cancellationToken)
    {
        BeforeSnapshot();
        Snapshot = book;
        return Task.CompletedTask;
    }

    public Task<bool> IsReachableAsync(CancellationToken cancellationToken) => Task.FromResult(!IsAway);

    public IReadOnlyList<JournalEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    public Task<EngineToken> OpenAsync(AccountId account, long leaseEpoch, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        lock (_lock)
        {
            if (leaseEpoch < _token.LeaseEpoch)
            {
                throw new StaleTokenException($"Lease epoch {leaseEpoch} is older than {_token.LeaseEpoch}.");
            }

            _token = new EngineToken(leaseEpoch, _token.EngineEpoch + 1);
            return Task.FromResult(_token);
        }
    }

    public async IAsyncEnumerable<JournalEntry> ReadAsync(AccountId account, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        ThrowIfAway();
        foreach (var entry in Entries.Where(entry => entry.Seq > afterSeq))
        {
            EntriesRead++;
            yield return entry;
        }
    }

    public async Task AppendAsync(JournalBatch batch, CancellationToken cancellationToken)
    {
        int number;
        lock (_lock)
        {
            number = ++Appends;
        }

        await BeforeAppend(number, batch);
        ThrowIfAway();
        lock (_lock)
        {
            if (batch.Token != _token)
            {
                throw new StaleTokenException($"{batch.Token} is not {_token}.");
            }

            if (batch.Entries[0].Seq != _entries.Count + 1)
            {
                throw new JournalException($"Entry {batch.Entries[0].Seq} does not follow {_entries.Count}.", null);
            }

            _entries.AddRange(batch.Entries);
        }

        await AfterAppend(number, batch);
    }

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new JournalException("the database is away", null);
        }
    }
}
