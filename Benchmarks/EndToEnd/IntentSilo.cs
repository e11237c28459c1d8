using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Serialization.Configuration;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Grains.OrderEngine;
using OrleansTrader.Storage.Journal;
using OrleansTrader.Storage.Server;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>A silo with the real order engine and the real journal; everything else around the engine answers at once.</summary>
internal sealed class IntentSilo(IHost host) : IAsyncDisposable
{
    private const string Account = "DUBENCH1";

    public IOrderEngineGrain Engine { get; } = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IOrderEngineGrain>(Account);

    public static StrategyName Strategy(int number) => StrategyName.Of($"caller-{number:00}");

    /// <summary>One of 500, so that no side of a contract gets full.</summary>
    public static ConId Contract(long number) => ConId.Of((int)(1_000 + (number % 500)));

    /// <summary>Awake and synchronized, with so many strategies.</summary>
    public static async Task<IntentSilo> StartAsync(string connectionString, int strategies)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(static silo =>
        {
            silo.UseLocalhostClustering(siloPort: FreePort.Next(), gatewayPort: FreePort.Next());
            silo.AddMemoryGrainStorage(GrainsHosting.Storage);
            silo.UseInMemoryReminderService();
            silo.AddTraderGrains();
            silo.Services.Configure<OrderEngineOptions>(static options => options.Installation = "bnch");
            silo.Services.PostConfigure<TypeManifestOptions>(static options =>
            {
                options.InterfaceImplementations.RemoveWhere(static type =>
                    type.IsAssignableTo(typeof(IInstrumentGrain)) || type.IsAssignableTo(typeof(IContractGrain)) || type.IsAssignableTo(typeof(IStrategyGrain)) || type == typeof(Data.IdleEngineGrain));
                options.InterfaceImplementations.UnionWith([typeof(OneInstrumentGrain), typeof(OnePriceGrain), typeof(DeafStrategyGrain)]);
            });
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IOrderJournal>(new PostgresOrderJournal(connectionString));
        builder.Services.AddSingleton<BriefBroker>();
        builder.Services.AddSingleton<IBroker>(static services => services.GetRequiredService<BriefBroker>());
        builder.Services.AddHostedService(static services => services.GetRequiredService<BriefBroker>());
        builder.Services.AddSingleton<ILease, HeldLease>();
        var host = builder.Build();
        await host.StartAsync();
        var silo = new IntentSilo(host);
        await silo.Engine.OnBrokerEventsAsync(Lists());
        for (var i = 0; i < strategies; i++)
        {
            await silo.Engine.ExecuteAsync(new RegisterStrategy($"r{i}", "benchmark", Strategy(i), new Money(1_000_000, Currency.Usd)));
        }

        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>All lists, all empty: the account is flat and without a past.</summary>
    private static ImmutableArray<BrokerEvent> Lists()
    {
        SnapshotKind[] kinds = [SnapshotKind.OpenOrders, SnapshotKind.Executions, SnapshotKind.CompletedOrders, SnapshotKind.Positions, SnapshotKind.Executions];
        return
        [
            new SessionReport(SessionState.Ready, 1, "benchmark"),
            .. kinds.SelectMany(static (kind, i) => new BrokerEvent[] { new SnapshotBegan(new SnapshotId(1, i + 1, kind)), new SnapshotEnded(new SnapshotId(1, i + 1, kind)) }),
            new SynchronizationEnded(1),
        ];
    }

    private sealed class HeldLease : ILease
    {
        public long? Epoch => 1;

        public long? KeptEpoch => 1;

        public Task<long> AcquiredAsync(CancellationToken cancellationToken) => Task.FromResult(1L);

        public Task LostAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    /// <summary>Slots without end; every order is written and, with many others, cancelled a tenth of a second later, so that the book keeps few live ones.</summary>
    private sealed class BriefBroker(IGrainFactory grains) : BackgroundService, IBroker
    {
        private readonly ConcurrentQueue<int> _written = new();
        private int _last;

        public BrokerCondition Condition { get; } = new(SessionState.Ready, 1, true, true, 1, DateTimeOffset.MinValue, true);

        public Task AttachAsync(AccountId account, EngineToken token, CancellationToken cancellationToken) => Task.CompletedTask;

        public int LargestOrderBatch => int.MaxValue;

        public ValueTask<bool> AcquireOrderSlotAsync(CancellationToken cancellationToken, int messages = 1) => ValueTask.FromResult(true);

        public void ReleaseOrderSlots(int count)
        {
            // There is no end of them.
        }

        public ValueTask<SendResult> PlaceAsync(EngineToken token, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null) =>
            ValueTask.FromResult(new SendResult(SendOutcome.Written, Write(), null));

        public ValueTask<SendResult> ModifyAsync(EngineToken token, int orderId, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null) =>
            throw new NotSupportedException();

        public Task<WhatIfEffect> WhatIfAsync(EngineToken token, OrderIntent intent, Instrument instrument, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<SendResult> CancelAsync(EngineToken token, int orderId) => throw new NotSupportedException();

        public ValueTask<SendResult> GlobalCancelAsync(EngineToken token) => throw new NotSupportedException();

        public ValueTask<long> SynchronizeAsync(EngineToken token, CancellationToken cancellationToken) => ValueTask.FromResult(1L);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (await beat.WaitForNextTickAsync(stoppingToken))
            {
                var ended = ImmutableArray.CreateBuilder<BrokerEvent>();
                while (_written.TryDequeue(out var orderId))
                {
                    ended.Add(new OrderStatusReport(orderId, 1, PermId.Of(orderId), BrokerOrderStatus.Cancelled, Quantity.Zero, Quantity.Zero, null));
                }

                if (ended.Count > 0)
                {
                    await grains.GetGrain<IOrderEngineGrain>(Account).OnBrokerEventsAsync(ended.ToImmutable());
                }
            }
        }

        private int Write()
        {
            var orderId = Interlocked.Increment(ref _last);
            _written.Enqueue(orderId);
            return orderId;
        }
    }
}

/// <summary>Every contract is a US stock.</summary>
internal sealed class OneInstrumentGrain : Grain, IInstrumentGrain
{
    public Task<InstrumentResolution> ResolveAsync()
    {
        var conId = ConId.Of(int.Parse(this.GetPrimaryKeyString()[1..], System.Globalization.CultureInfo.InvariantCulture));
        return Task.FromResult(new InstrumentResolution(
            new Instrument(
                conId, "S" + conId, SecurityType.Stock, "SMART", null, Currency.Usd, 1, "S" + conId, null, "", [new TickRule(0, 0.01m)], Quantity.Of(1), Quantity.Of(1), [], [], "America/New_York"),
            [],
            null));
    }

    public Task<ImmutableArray<OptionClass>> OptionsAsync() => throw new NotSupportedException();

    public Task<InstrumentResolution?> GetState() => Task.FromResult<InstrumentResolution?>(null);
}

/// <summary>Every contract has a price.</summary>
internal sealed class OnePriceGrain : Grain, IContractGrain
{
    public Task<CurrentPrice> PriceAsync(TimeSpan maxAge) => Task.FromResult(new CurrentPrice(Price.Of(187.25m), DateTimeOffset.UnixEpoch, PriceSource.LiveQuote));

    public Task SubscribeAsync(ContractSubscription subscription) => Task.CompletedTask;

    public Task UnsubscribeAsync(StrategyName strategy) => Task.CompletedTask;

    public Task WakeAsync() => Task.CompletedTask;

    public Task OnQuoteAsync(Quote quote) => Task.CompletedTask;

    public Task OnBarsAsync(ImmutableArray<Bar> bars) => Task.CompletedTask;

    public Task OnTradesAsync(ImmutableArray<Print> trades) => Task.CompletedTask;

    public Task OnDepthAsync(MarketDepth depth) => Task.CompletedTask;

    public Task OnGreeksAsync(OptionGreeks greeks) => Task.CompletedTask;

    public Task OnLineAsync(LineReport report) => Task.CompletedTask;

    public Task<ImmutableArray<Bar>> HistoryAsync(BarSize size, int count) => Task.FromResult(ImmutableArray<Bar>.Empty);

    public Task<ContractView> GetState() => throw new NotSupportedException();
}

/// <summary>Hears of its orders and does nothing.</summary>
internal sealed class DeafStrategyGrain : Grain, IStrategyGrain
{
    public Task OnNewsAsync(StrategyNews news) => Task.CompletedTask;

    public Task ConfigureAsync(StrategySettings settings) => Task.CompletedTask;

    public Task<CommandResult> SetParametersAsync(ImmutableDictionary<string, string?> changes, string by) => throw new NotSupportedException();

    public Task WakeAsync() => Task.CompletedTask;

    public Task OnQuoteAsync(Quote quote) => Task.CompletedTask;

    public Task OnBarAsync(Bar bar) => Task.CompletedTask;

    public Task OnTradesAsync(ImmutableArray<Print> trades) => Task.CompletedTask;

    public Task OnDepthAsync(MarketDepth depth) => Task.CompletedTask;

    public Task OnGreeksAsync(OptionGreeks greeks) => Task.CompletedTask;

    public Task OnQualityAsync(ConId conId, DataQuality quality) => Task.CompletedTask;

    public Task OnStatusAsync(StrategyStatus status, string reason) => Task.CompletedTask;

    public Task<StrategyHostView> GetState() => throw new NotSupportedException();
}
