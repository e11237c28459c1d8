using System.Text.Json;
using Npgsql;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Storage.Journal;

/// <summary>Reads rows of (seq, at, payload).</summary>
internal static class JournalRows
{
    public static async Task<List<JournalEntry>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var entries = new List<JournalEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var bookEvent = JsonSerializer.Deserialize<BookEvent>(reader.GetString(2), DomainJson.Options);
            entries.Add(new JournalEntry(reader.GetInt64(0), new DateTimeOffset(reader.GetDateTime(1)), bookEvent!));
        }

        return entries;
    }
}
