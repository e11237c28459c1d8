using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Configuration;
using Orleans.TestingHost;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Grains.Interfaces.Serialization;
using OrleansTrader.Grains.OrderEngine;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>A silo in memory with the real order engine; journal, broker and everything else around it are the test's.</summary>
internal sealed class OrderEngineCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private OrderEngineCluster(InProcessTestCluster cluster, InMemoryJournal journal, RecordingBroker broker, LatchFile latch, EngineLease lease, StrategyEars ears) =>
        (_cluster, Journal, Broker, Latch, Lease, Ears) = (cluster, journal, broker, latch, lease, ears);

    public static StrategyName Alpha { get; } = StrategyName.Of("alpha");

    public InMemoryJournal Journal { get; }

    public RecordingBroker Broker { get; }

    public LatchFile Latch { get; }

    public EngineLease Lease { get; }

    public StrategyEars Ears { get; }

    public IGrainFactory Grains => _cluster.Client;

    public InProcessTestCluster Cluster => _cluster;

    public IOrderEngineGrain Engine => Grains.GetGrain<IOrderEngineGrain>("DUSIM1");

    public static async Task<OrderEngineCluster> StartAsync(short silos = 1, Action<RecordingBroker>? before = null)
    {
        var (journal, broker, latch, lease, ears) = (new InMemoryJournal(), new RecordingBroker(), new LatchFile(), new EngineLease(), new StrategyEars());
        before?.Invoke(broker);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureClient(static client => client.Services.AddDomainSerialization());
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddTraderGrains();
            silo.AddMemoryGrainStorage(GrainsHosting.Storage);
            silo.UseInMemoryReminderService();
            silo.Services.Configure<OrderEngineOptions>(static options =>
            {
                options.Installation = "test";
                options.AckTimeout = TimeSpan.FromMilliseconds(300);
                options.Settle = TimeSpan.FromMilliseconds(300);
                options.Tick = TimeSpan.FromMilliseconds(20);
                options.SnapshotEvery = 200;
            });
            silo.Services.AddSingleton<IOrderJournal>(journal);
            silo.Services.AddSingleton<IBroker>(broker);
            silo.Services.AddSingleton<ILease>(lease);
            silo.Services.AddSingleton<IKillLatchFile>(latch);
            silo.Services.AddSingleton(ears);
            silo.Services.PostConfigure<TypeManifestOptions>(static options =>
            {
                options.InterfaceImplementations.RemoveWhere(static type => type.IsAssignableTo(typeof(IOrderEngineGrain)) && type.Assembly == typeof(OrderEngineCluster).Assembly);
                options.InterfaceImplementations.RemoveWhere(static type => type.IsAssignableTo(typeof(IInstrumentGrain)) || type.IsAssignableTo(typeof(IContractGrain)) || type.IsAssignableTo(typeof(IStrategyGrain)));
                options.InterfaceImplementations.Add(typeof(EngineInstrumentGrain));
                options.InterfaceImplementations.Add(typeof(EngineContractGrain));
                options.InterfaceImplementations.Add(typeof(EngineStrategyGrain));
            });
        });
        var cluster = new OrderEngineCluster(builder.Build(), journal, broker, latch, lease, ears);
        await cluster._cluster.DeployAsync();
        broker.Deliver = async events => await cluster.Engine.OnBrokerEventsAsync(events);
        return cluster;
    }

    /// <summary>Awake, synchronized, with strategy alpha: ready to trade.</summary>
    public static async Task<OrderEngineCluster> TradingAsync(short silos = 1)
    {
        var cluster = await StartAsync(silos);
        await cluster.Engine.WakeAsync();
        await cluster.UntilAsync(static state => state is { Synchronized: true, Adopting: false });
        await cluster.Engine.ExecuteAsync(new RegisterStrategy("r1", "test", Alpha, new Money(100_000, Currency.Usd)));
        return cluster;
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    public Task<SubmissionResult> TargetAsync(long sequence, decimal quantity, ConId? conId = null) => Engine.SubmitAsync(
        new StrategySubmission(Alpha, sequence, [new SetTargetAction(conId ?? DomainEngine.Aapl, PositionQuantity.Of(quantity), ExecutionPolicy.Market)]));

    /// <summary>Hands the gateway's reports to the engine, as the bridge would.</summary>
    public Task DeliverAsync() => Engine.OnBrokerEventsAsync(Broker.Gateway.Drain());

    public async Task<AccountView> UntilAsync(Func<AccountView, bool> condition)
    {
        AccountView? seen = null;
        await Deadline.UntilAsync(async () =>
        {
            try
            {
                return condition(seen = await Engine.GetState());
            }
            catch (Exception e) when (e is JournalException or OrleansMessageRejectionException or InvalidOperationException)
            {
                return false; // Between two activations.
            }
        });
        return seen!;
    }
}

internal static class Deadline
{
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "Not reached within 20 s.");
            await look.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}

internal sealed class EngineLease : ILease
{
    /// <summary>The database is away: nobody knows who holds it.</summary>
    public bool InDoubt { get; set; }

    public long? KeptEpoch { get; set; } = 1;

    public long? Epoch => InDoubt ? null : KeptEpoch;

    public Task LostAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public Task<long> AcquiredAsync(CancellationToken cancellationToken) => Task.FromResult(1L);
}

internal sealed class LatchFile : IKillLatchFile
{
    public string? Latch { get; set; }

    public bool IsBroken { get; set; }

    public Task<string?> ReadAsync(AccountId account, CancellationToken cancellationToken) => Task.FromResult(Latch);

    public Task WriteAsync(AccountId account, string latchId, CancellationToken cancellationToken)
    {
        Latch = IsBroken ? throw new IOException("No space left on device") : latchId;
        return Task.CompletedTask;
    }

    /// <summary>Runs before a latch is cleared.</summary>
    public Func<Task> BeforeClear { get; set; } = static () => Task.CompletedTask;

    public async Task ClearAsync(AccountId account, string latchId, CancellationToken cancellationToken)
    {
        await BeforeClear();
        Latch = Latch == latchId ? null : Latch;
    }
}

/// <summary>What the strategies were told.</summary>
internal sealed class StrategyEars
{
    public ConcurrentQueue<StrategyNews> News { get; } = [];

    public ConcurrentQueue<StrategyStatus> Statuses { get; } = [];

    public bool Deaf { get; set; }

    public int Missed { get; set; }
}

internal sealed class EngineInstrumentGrain : Grain, IInstrumentGrain
{
    /// <summary>A contract whose details are broken: no price of it can be rounded.</summary>
    public static ConId Broken { get; } = ConId.Of(666);

    public Task<InstrumentResolution> ResolveAsync()
    {
        var conId = ConId.Of(int.Parse(this.GetPrimaryKeyString()[1..]));
        var instrument = DomainEngine.Instrument(conId);
        return Task.FromResult(new InstrumentResolution(conId == Broken ? instrument with { TickRules = [] } : instrument, [], null));
    }

    public Task<ImmutableArray<OptionClass>> OptionsAsync() => throw new NotSupportedException();

    public Task<InstrumentResolution?> GetState() => Task.FromResult<InstrumentResolution?>(null);
}

internal sealed class EngineContractGrain : Grain, IContractGrain
{
    public Task SubscribeAsync(ContractSubscription subscription) => Task.CompletedTask;

    public Task UnsubscribeAsync(StrategyName strategy) => Task.CompletedTask;

    public Task WakeAsync() => Task.CompletedTask;

    public Task OnQuoteAsync(Quote quote) => Task.CompletedTask;

    public Task OnBarsAsync(ImmutableArray<Bar> bars) => Task.CompletedTask;

    public Task OnTradesAsync(ImmutableArray<Print> trades) => Task.CompletedTask;

    public Task OnDepthAsync(MarketDepth depth) => Task.CompletedTask;

    public Task OnGreeksAsync(OptionGreeks greeks) => Task.CompletedTask;

    public Task OnLineAsync(LineReport report) => Task.CompletedTask;

    public Task<CurrentPrice> PriceAsync(TimeSpan maxAge) => Task.FromResult(new CurrentPrice(Price.Of(10), DateTimeOffset.UnixEpoch, PriceSource.LiveQuote));

    public Task<ImmutableArray<Bar>> HistoryAsync(BarSize size, int count) => Task.FromResult(ImmutableArray<Bar>.Empty);

    public Task<ContractView> GetState() => throw new NotSupportedException();
}

internal sealed class EngineStrategyGrain(StrategyEars ears) : Grain, IStrategyGrain
{
    public Task ConfigureAsync(StrategySettings settings) => Task.CompletedTask;

    public Task WakeAsync() => Task.CompletedTask;

    public Task OnQuoteAsync(Quote quote) => Task.CompletedTask;

    public Task OnTradesAsync(ImmutableArray<Print> trades) => Task.CompletedTask;

    public Task OnDepthAsync(MarketDepth depth) => Task.CompletedTask;

    public Task OnGreeksAsync(OptionGreeks greeks) => Task.CompletedTask;

    public Task OnQualityAsync(ConId conId, DataQuality quality) => Task.CompletedTask;

    public Task OnBarAsync(Bar bar) => Task.CompletedTask;

    public Task OnNewsAsync(StrategyNews news)
    {
        if (ears.Deaf)
        {
            ears.Missed++;
            throw new InvalidOperationException("deaf");
        }

        ears.News.Enqueue(news);
        return Task.CompletedTask;
    }

    public Task OnStatusAsync(StrategyStatus status, string reason)
    {
        ears.Statuses.Enqueue(status);
        return Task.CompletedTask;
    }

    public Task<CommandResult> SetParametersAsync(ImmutableDictionary<string, string?> changes, string by) => throw new NotSupportedException();

    public Task<StrategyHostView> GetState() => throw new NotSupportedException();
}
