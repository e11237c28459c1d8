using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Storage;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Grains.Contracts;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Grains.Interfaces.Serialization;
using OrleansTrader.Grains.Placement;
using OrleansTrader.Grains.State;
using OrleansTrader.Grains.Strategies;

namespace OrleansTrader.Grains;

/// <summary>What a silo needs to host the grains, beside the ports and a grain storage named <see cref="Storage"/>.</summary>
public static class GrainsHosting
{
    /// <summary>The name of the grain storage that all our grains use.</summary>
    public const string Storage = "pg";

    /// <param name="strategies">Assemblies whose public strategies may be configured by name.</param>
    public static ISiloBuilder AddTraderGrains(this ISiloBuilder silo, params Assembly[] strategies)
    {
        silo.Services.AddDomainSerialization();
        silo.Services.AddSingleton<IGrainStorageSerializer, DomainStateSerializer>();
        silo.Services.AddSingleton(StrategyCatalog.Of(strategies));
        silo.Services.AddSingleton<NearGrains>();
        silo.Services.AddOptions<StrategyHostOptions>();
        silo.Services.AddSingleton(static services => new CallbackWatch(services.GetRequiredService<IOptions<StrategyHostOptions>>().Value));
        silo.Services.AddSingleton<LeaseOwner>();
        silo.Services.AddSingleton<PeerBoard>();
        silo.Services.AddSingleton<ContractMetrics>();
        silo.Services.AddHostedService<LeaseOwnerTracker>();
        silo.Services.AddPlacementFilter<OnLeaseSiloStrategy, OnLeaseSiloDirector>(ServiceLifetime.Transient);
        return silo;
    }
}
