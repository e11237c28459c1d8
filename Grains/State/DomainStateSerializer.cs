using System.Text.Json;
using Orleans.Storage;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Grains.State;

/// <summary>Grain state as domain JSON: readable in SQL, without CLR type names.</summary>
public sealed class DomainStateSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, DomainJson.Options));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, DomainJson.Options)!;
}
