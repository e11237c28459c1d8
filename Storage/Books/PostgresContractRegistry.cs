using System.Collections.Immutable;
using Npgsql;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Storage.Books;

/// <summary>Reads the subscribed contracts out of the contract grains' stored state.</summary>
/// <param name="serviceId">The Orleans service whose grains are meant.</param>
public sealed class PostgresContractRegistry(string connectionString, string serviceId) : IContractRegistry, IAsyncDisposable
{
    private const string Query = """
        select key_n1 from orleans.grain_state
         where grain_type = 'contract' and service_id = $1 and payload is not null
           and jsonb_array_length(coalesce(convert_from(payload, 'UTF8')::jsonb -> 'subscriptions', '[]')) > 0
        """;

    // Asked once per session: a fresh connection is never one that died with an earlier server.
    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "contract-registry", static settings => settings.Pooling = false);

    public async Task<ImmutableArray<ConId>> SubscribedAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(Query);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = serviceId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var contracts = ImmutableArray.CreateBuilder<ConId>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            contracts.Add(ConId.Of((int)reader.GetInt64(0)));
        }

        return contracts.ToImmutable();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
