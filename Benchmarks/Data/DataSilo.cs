using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Serialization.Configuration;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.IbBridge;
using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.Storage.Server;

namespace OrleansTrader.Benchmarks.Data;

/// <summary>Bridge, contract grains and strategy grains as in the silo, in this process; state in memory, and an engine that takes everything: what is measured is the way of data.</summary>
internal sealed class DataSilo(IHost host) : IAsyncDisposable
{
    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<DataSilo> StartAsync(int gatewayPort, int lines)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["IbBridge:Port"] = $"{gatewayPort}",
            ["IbBridge:MarketDataLines"] = $"{lines}",
            ["IbBridge:MessagesPerSecond"] = "1000",
            ["IbBridge:Burst"] = "1000",
        });
        builder.UseOrleans(static silo =>
        {
            silo.UseLocalhostClustering(siloPort: FreePort.Next(), gatewayPort: FreePort.Next());
            silo.AddMemoryGrainStorage(GrainsHosting.Storage);
            silo.UseInMemoryReminderService();
            silo.AddTraderGrains(typeof(CallbackProbe).Assembly);
            silo.Services.PostConfigure<TypeManifestOptions>(static options =>
            {
                options.InterfaceImplementations.RemoveWhere(static type => type.IsAssignableTo(typeof(IOrderEngineGrain)) || type.Namespace == typeof(EndToEnd.IntentSilo).Namespace);
                options.InterfaceImplementations.Add(typeof(IdleEngineGrain));
            });
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Stubs>();
        builder.Services.AddSingleton<ILease>(static services => services.GetRequiredService<Stubs>());
        builder.Services.AddSingleton<IOrderIdStore>(static services => services.GetRequiredService<Stubs>());
        builder.Services.AddSingleton<IContractRegistry>(static services => services.GetRequiredService<Stubs>());
        builder.Services.AddSingleton<IBarStore>(static services => services.GetRequiredService<Stubs>());
        builder.Services.AddSingleton<IInstrumentStore>(static services => services.GetRequiredService<Stubs>());
        builder.Services.AddSingleton<IHolderFence>(static services => services.GetRequiredService<Stubs>());
        builder.Services.AddSingleton<IEngineGateway, AttachingEngine>();
        builder.Services.AddIbBridge(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return new DataSilo(host);
    }

    /// <summary>A strategy that notes its calls, warm and subscribed when this returns.</summary>
    public async Task StartProbeAsync(string name, string instruments, bool quotes, string bars)
    {
        var grain = Grains.GetGrain<IStrategyGrain>(name);
        await grain.ConfigureAsync(new StrategySettings(
            StrategyName.Of(name),
            nameof(CallbackProbe),
            AccountId.Of("DUSIM0001"),
            new Money(1_000_000, Currency.Usd),
            new Dictionary<string, string> { ["instruments"] = instruments, ["quotes"] = quotes ? "true" : "false", ["bars"] = bars }.ToImmutableDictionary()));
        while (!(await grain.GetState()).Warm)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>Everything outside that the bridge and the grains need and that plays no part.</summary>
    private sealed class Stubs : ILease, IOrderIdStore, IContractRegistry, IInstrumentStore, IBarStore, IHolderFence
    {
        private int _mark;

        public long? Epoch => 1;

        public long? KeptEpoch => 1;

        public Task<string> FenceAsync(int refusals, CancellationToken cancellationToken) => Task.FromResult("nothing to fence");

        public Task<ImmutableArray<Bar>> LastAsync(BarSeries series, PriceAdjustment? adjustment, int count, DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(ImmutableArray<Bar>.Empty);

        public Task<ImmutableArray<Bar>> ReadAsync(BarSeries series, TimeRange range, CancellationToken cancellationToken) => Task.FromResult(ImmutableArray<Bar>.Empty);

        public Task<long> AcquiredAsync(CancellationToken cancellationToken) => Task.FromResult(1L);

        public Task LostAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

        public Task<ImmutableArray<ConId>> SubscribedAsync(CancellationToken cancellationToken) => Task.FromResult(ImmutableArray<ConId>.Empty);

        public Task SaveAsync(Instrument instrument, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<int> ReadHighWaterAsync(string login, int clientId, CancellationToken cancellationToken) => Task.FromResult(_mark);

        public Task ReserveAsync(string login, int clientId, int highWater, CancellationToken cancellationToken)
        {
            _mark = Math.Max(_mark, highWater);
            return Task.CompletedTask;
        }
    }

    private sealed class AttachingEngine(IServiceProvider services) : IEngineGateway
    {
        public Task WakeAsync(AccountId account) => services.GetRequiredService<IBroker>().AttachAsync(account, new EngineToken(1, 1), CancellationToken.None);

        public Task OnBrokerEventsAsync(AccountId account, ImmutableArray<BrokerEvent> events) => Task.CompletedTask;

        public Task QuarantineAsync(AccountId account, BrokerEvent report, string problem) => Task.CompletedTask;
    }
}

/// <summary>An engine without orders.</summary>
internal sealed class IdleEngineGrain : Grain, IOrderEngineGrain
{
    public Task QuarantineAsync(BrokerEvent report, string problem) => Task.CompletedTask;

    public Task WakeAsync() => Task.CompletedTask;

    public Task OnBrokerEventsAsync(ImmutableArray<BrokerEvent> events) => Task.CompletedTask;

    public Task<SubmissionResult> SubmitAsync(StrategySubmission submission) => Task.FromResult(new SubmissionResult(false, []));

    public Task<CommandResult> ExecuteAsync(OperatorCommand command) => Task.FromResult(CommandResult.Ok("done"));

    public Task<WhatIfAnswer> WhatIfAsync(PlaceByHand order) => throw new NotSupportedException();

    public Task<StrategyNews> CatchUpAsync(StrategyName strategy, long afterSeq) =>
        Task.FromResult(new StrategyNews(0, [], [], [], StrategyStatus.Active, new Money(1_000_000, Currency.Usd)));

    public Task<AccountView> GetState() => throw new NotSupportedException();
}
