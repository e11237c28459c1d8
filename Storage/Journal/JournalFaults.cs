using OrleansTrader.Domain.Journal;

namespace OrleansTrader.Storage.Journal;

/// <summary>Test seam: what goes wrong around a commit. A throw before it writes nothing; a throw after it is a committed batch whose reply is lost.</summary>
internal sealed record JournalFaults(Func<JournalBatch, ValueTask>? BeforeCommit = null, Func<JournalBatch, ValueTask>? AfterCommit = null);
