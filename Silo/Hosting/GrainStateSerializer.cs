using System.Text.Json;
using Orleans.Storage;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Silo.Hosting;

/// <summary>Grain state as domain JSON: readable in SQL, free of CLR type names.</summary>
internal sealed class GrainStateSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, DomainJson.Options));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, DomainJson.Options)!;
}
