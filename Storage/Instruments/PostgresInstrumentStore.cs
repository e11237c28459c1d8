using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Storage.Instruments;

/// <summary>The table <c>trading.instrument</c>: columns for joins, everything else in <c>details</c> in the domain's JSON form.</summary>
public sealed class PostgresInstrumentStore(string connectionString) : IInstrumentStore, IAsyncDisposable
{
    private const string Upsert = """
        insert into trading.instrument as i (con_id, symbol, type, exchange, currency, multiplier, details, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, now())
        on conflict (con_id) do update
           set symbol = excluded.symbol, type = excluded.type, exchange = excluded.exchange, currency = excluded.currency,
               multiplier = excluded.multiplier, details = excluded.details, updated_at = excluded.updated_at
        """;

    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "instruments");

    public async Task SaveAsync(Instrument instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        await using var command = _source.CreateCommand(Upsert);
        foreach (var value in (object[])[instrument.ConId.Value, instrument.Symbol, instrument.Type.ToString(), instrument.Exchange, instrument.Currency.Value, instrument.Multiplier])
        {
            command.Parameters.Add(new() { Value = value });
        }

        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(instrument, DomainJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
