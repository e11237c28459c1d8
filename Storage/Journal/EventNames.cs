using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Journal;

namespace OrleansTrader.Storage.Journal;

/// <summary>The stored names of the events: their JSON discriminators.</summary>
internal static class EventNames
{
    private static readonly FrozenDictionary<Type, string> Names = typeof(BookEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(static attribute => attribute.DerivedType, static attribute => (string)attribute.TypeDiscriminator!);

    public static string Of(BookEvent bookEvent) => Names[bookEvent.GetType()];
}
