using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Grains.Interfaces.Serialization;

/// <summary>How our values cross grain calls: passed by reference inside a silo (they are immutable), as domain JSON between silos.</summary>
public static class DomainSerialization
{
    public static IServiceCollection AddDomainSerialization(this IServiceCollection services) => services.AddSerializer(builder =>
    {
        builder.AddJsonSerializer(IsOurs, isCopyable: static _ => false, static options => options.Configure(static json => json.SerializerOptions = DomainJson.Options));
        builder.Services.AddSingleton<IGeneralizedCopier, ImmutableDomainCopier>();
        builder.Services.AddSingleton<ITypeFilter, DomainTypes>();
    });

    /// <summary>Our records and values. Exceptions have converters of their own.</summary>
    internal static bool IsOurs(Type type) =>
        type.Namespace is { } space
        && (space.StartsWith("OrleansTrader.Domain", StringComparison.Ordinal) || space == "OrleansTrader.Grains.Interfaces")
        && !type.IsInterface
        && !type.IsAssignableTo(typeof(Exception));
}

/// <summary>Our records are immutable: a copy is the instance itself. This is what keeps ticks free of copying.</summary>
internal sealed class ImmutableDomainCopier : IGeneralizedCopier
{
    public bool IsSupportedType(Type type) => DomainSerialization.IsOurs(type);

    public object? DeepCopy(object? input, CopyContext context) => input;
}

/// <summary>Our types may be named on the wire, abstract ones as elements of arrays too.</summary>
internal sealed class DomainTypes : ITypeFilter
{
    public bool? IsTypeAllowed(Type type) => DomainSerialization.IsOurs(type) ? true : null;
}
