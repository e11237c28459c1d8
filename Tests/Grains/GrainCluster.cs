using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization.Configuration;
using Orleans.TestingHost;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Grains.Interfaces.Serialization;
using OrleansTrader.Grains.Strategies;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>Silos in memory with our grains, a fake clock for them, and fakes for everything outside.</summary>
public sealed class GrainCluster : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Func<Task>> _settle = [];
    private InProcessTestCluster? _cluster;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero));

    internal FakeGateway Gateway { get; } = new();

    internal FakeLease Lease { get; } = new();

    internal FakeBroker Broker { get; } = new();

    internal FakeEngine Engine { get; } = new();

    internal FakeBarStore Bars { get; } = new();

    internal LogLines Logs { get; } = new();

    public IGrainFactory Grains => _cluster!.Client;

    public InProcessTestCluster Cluster => _cluster!;

    public short Silos { get; init; } = 1;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(Silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureClient(client => client.Services.AddDomainSerialization());
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddTraderGrains(typeof(GrainCluster).Assembly, typeof(OrleansTrader.Strategies.MovingAverageCross).Assembly);
            silo.AddMemoryGrainStorage(GrainsHosting.Storage);
            silo.UseInMemoryReminderService();
            silo.Services.AddSingleton<TimeProvider>(Clock);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>("Orleans.Reminders", (_, _) => new CreepingClock(Clock));
            silo.Services.AddSingleton<IMarketDataGateway>(Gateway);
            silo.Services.AddSingleton<IInstrumentSource>(Gateway);
            silo.Services.AddSingleton<IInstrumentStore>(Gateway);
            silo.Services.AddSingleton<IBarStore>(Bars);
            silo.Services.Configure<StrategyHostOptions>(static options => options.CallbackDeadline = TimeSpan.FromSeconds(1)); // Real time.
            silo.Services.AddSingleton<ILease>(Lease);
            silo.Services.AddSingleton<IBroker>(Broker);
            silo.Services.AddSingleton(Engine);
            silo.Services.AddSingleton<ILoggerProvider>(Logs);
            silo.Services.PostConfigure<TypeManifestOptions>(static options =>
            {
                options.InterfaceImplementations.RemoveWhere(static type => type.IsAssignableTo(typeof(IOrderEngineGrain)));
                options.InterfaceImplementations.Add(typeof(FakeEngineGrain));
            });
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();

    public IContractGrain Contract(int conId)
    {
        var grain = Grains.GetGrain<IContractGrain>(conId);
        _settle[$"contract {conId}"] = () => grain.UnsubscribeAsync(StrategyName.Of("nobody"));
        return grain;
    }

    public IStrategyGrain Strategy(string name)
    {
        var grain = Grains.GetGrain<IStrategyGrain>(name);
        _settle[$"strategy {name}"] = () => grain.OnNewsAsync(FakeEngine.NoNews(-1));
        return grain;
    }

    /// <summary>Moving time on no longer calls the grain, which would wake it.</summary>
    public void Forget(IContractGrain contract) => _settle.TryRemove($"contract {contract.GetPrimaryKeyLong()}", out _);

    public Task DeactivateAsync(IGrain grain) => Cluster.DeactivateAsync(grain);

    /// <summary>Moves grain time on in steps of a second, letting timers run, until the condition holds.</summary>
    public async Task AdvanceUntilAsync(Func<Task<bool>> condition, TimeSpan atMost)
    {
        for (var passed = TimeSpan.Zero; passed <= atMost; passed += TimeSpan.FromSeconds(1))
        {
            if (await condition())
            {
                return;
            }

            await AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Fail($"Not reached within {atMost} of grain time.");
    }

    /// <summary>Moves grain time on second by second. A call that changes nothing waits behind the timers that came due, so that none is skipped.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            await SettleAsync();
            Clock.Advance(TimeSpan.FromSeconds(1));
            await SettleAsync();
        }
    }

    private async Task SettleAsync()
    {
        foreach (var settle in _settle.Values)
        {
            await settle();
        }
    }
}
