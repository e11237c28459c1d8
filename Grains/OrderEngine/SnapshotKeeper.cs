using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>Keeps the durable book now and then, beside the trading, so that the next activation reads only the journal's tail.</summary>
/// <remarks>
/// A snapshot is the whole book: under a heavy load it would be due again as soon as it is written, so it may take a twentieth of the time and no more.
/// One that fails is tried again after as many entries more; the journal is the truth, and a start without a snapshot only takes longer.
/// </remarks>
internal sealed partial class SnapshotKeeper(GroupCommit commit, IOrderJournal journal, long every, TimeProvider clock, ILogger logger)
{
    private const int Pause = 19;

    private long? _newest;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>The one being written; completed when there is none.</summary>
    public Task Writing { get; private set; } = Task.CompletedTask;

    /// <summary>Writes a snapshot when the durable book has moved on far enough; returns at once.</summary>
    public void Watch()
    {
        _newest ??= commit.SnapshotAt;
        if (Writing.IsCompleted && commit.Durable.Seq - _newest >= every && clock.GetUtcNow() >= _next)
        {
            var (token, book) = (commit.Token, commit.Durable);
            _newest = book.Seq;
            Writing = Task.Run(() => WriteAsync(token, book)); // Encoding takes seconds for a long past: not on the grain's turn.
        }
    }

    private async Task WriteAsync(EngineToken token, Book book)
    {
        var began = clock.GetTimestamp();
        try
        {
            await journal.WriteSnapshotAsync(token, book, CancellationToken.None);
            _next = clock.GetUtcNow() + (Pause * clock.GetElapsedTime(began));
            LogWritten(book.Account, book.Seq);
        }
        catch (Exception e)
        {
            LogNotWritten(book.Account, book.Seq, e); // The journal is the truth: the next start takes longer, no more.
        }
    }

    [LoggerMessage(EventId = 2171, Level = LogLevel.Information, Message = "Account {Account}: snapshot at journal entry {Seq}")]
    private partial void LogWritten(AccountId account, long seq);

    [LoggerMessage(EventId = 2172, Level = LogLevel.Warning, Message = "Account {Account}: no snapshot at journal entry {Seq}")]
    private partial void LogNotWritten(AccountId account, long seq, Exception exception);
}
