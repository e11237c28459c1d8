namespace OrleansTrader.TwsSimulator.Journal;

/// <summary>Keeps the exchange's records in order.</summary>
internal interface IExchangeJournal : IDisposable
{
    /// <summary>Returns once the records will survive the death of the process and of the machine.</summary>
    /// <exception cref="IOException">They may or may not be stored: the exchange must stop without telling anyone of them.</exception>
    void Append(IReadOnlyList<JournalRecord> records);
}

/// <summary>Keeps nothing.</summary>
internal sealed class MemoryJournal : IExchangeJournal
{
    public void Append(IReadOnlyList<JournalRecord> records)
    {
        // Nothing outlives the process by choice of the user.
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
