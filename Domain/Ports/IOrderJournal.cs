using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Ports;

/// <summary>The durable journal of an account and the tables that follow it, in one transaction (design R2, R3, R13).</summary>
public interface IOrderJournal
{
    /// <summary>Raises the account's engine epoch and returns the token of this activation. Locks out every older one.</summary>
    /// <exception cref="StaleTokenException">A greater lease epoch was seen.</exception>
    Task<EngineToken> OpenAsync(AccountId account, long leaseEpoch, CancellationToken cancellationToken);

    /// <summary>All entries with a greater sequence, ascending.</summary>
    IAsyncEnumerable<JournalEntry> ReadAsync(AccountId account, long afterSeq, CancellationToken cancellationToken);

    /// <summary>Writes the batch whole or not at all.</summary>
    /// <exception cref="StaleTokenException">The token is not the newest: nothing was written.</exception>
    /// <exception cref="JournalRefusedException">The batch can never be written.</exception>
    /// <exception cref="JournalException">Anything else; whether it was written is unknown.</exception>
    Task AppendAsync(JournalBatch batch, CancellationToken cancellationToken);

    /// <summary>The newest snapshot that this very build wrote; null when there is none: the journal is read from its start.</summary>
    Task<Book?> ReadSnapshotAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Keeps the durable book so that the next activation reads only what came after it; an older one or one of an older token is not kept.</summary>
    Task WriteSnapshotAsync(EngineToken token, Book book, CancellationToken cancellationToken);

    /// <summary>Whether the journal answers now; a look that changes nothing.</summary>
    Task<bool> IsReachableAsync(CancellationToken cancellationToken);
}

/// <summary>A journal write failed or its outcome is unknown: the activation must end and read the truth back (design R3).</summary>
public class JournalException(string message, Exception? inner) : Exception(message, inner);

/// <summary>The database refuses this very batch, and would again: a constraint, a value it cannot hold. Nothing of it was written.</summary>
public sealed class JournalRefusedException(string message, Exception? inner) : JournalException(message, inner);

/// <summary>Positions as the tables hold them, for the proof of books.</summary>
public interface IBookStore
{
    /// <summary>Every row of <c>trading.current_position</c> of the account with the sums of its transactions, at one database snapshot.</summary>
    Task<TableBooks> ReadBooksAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Deletes and rebuilds all tables of the account from its journal.</summary>
    Task RebuildAsync(AccountId account, CancellationToken cancellationToken);
}

/// <param name="AsOfSeq">The last journal sequence the tables include.</param>
public sealed record TableBooks(long AsOfSeq, System.Collections.Immutable.ImmutableArray<TablePosition> Positions);

/// <param name="TransactionQuantity">Σ of the signed quantities of its current transactions, summed afresh.</param>
public sealed record TablePosition(StrategyName Strategy, ConId ConId, PositionQuantity Quantity, decimal OpenCost, decimal RealizedPnl, decimal Commission, decimal Cash, PositionQuantity TransactionQuantity);

/// <summary>The lease of the one gateway session (design R1).</summary>
public interface ILease
{
    /// <summary>The epoch while the lease is surely held; null otherwise.</summary>
    long? Epoch { get; }

    /// <summary>The epoch while nobody else can have taken the lease as far as we can know: also while the database is away (design R10). Cancels pass under it, nothing else.</summary>
    long? KeptEpoch { get; }

    /// <summary>Completes when the lease is next lost: no longer kept either; completes at once when not held.</summary>
    Task LostAsync(CancellationToken cancellationToken);

    /// <summary>Completes with the epoch as soon as the lease is held.</summary>
    Task<long> AcquiredAsync(CancellationToken cancellationToken);
}

/// <summary>Reserved order ids and other durable numbers of the bridge (design R5).</summary>
public interface IOrderIdStore
{
    /// <summary>The highest order id that may have been used by this gateway login and client id; 0 at first.</summary>
    Task<int> ReadHighWaterAsync(string login, int clientId, CancellationToken cancellationToken);

    /// <summary>Raises the mark, never lowers it.</summary>
    Task ReserveAsync(string login, int clientId, int highWater, CancellationToken cancellationToken);
}
