using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge;
using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Session;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>A bridge with fakes around it, connected to whatever listens on a port.</summary>
internal sealed class BridgeHost : IAsyncDisposable
{
    public static readonly EngineToken Token = new(1, 1);

    private readonly ServiceProvider _services;
    private readonly IbBridgeService _service;

    public BridgeHost(int port, Action<IbBridgeOptions>? configure = null, FakeOrderIdStore? ids = null)
    {
        var options = new IbBridgeOptions
        {
            Port = port,
            AllowOrders = true,
            ReconnectDelay = TimeSpan.FromMilliseconds(10),
            ReconnectDelayMax = TimeSpan.FromMilliseconds(50),
            ClientIdRetryDelay = TimeSpan.FromMilliseconds(10),
            LoginTimeout = TimeSpan.FromSeconds(5),
            SynchronizationTimeout = TimeSpan.FromSeconds(5),
            RequestTimeout = TimeSpan.FromSeconds(5),
            MessagesPerSecond = 1000,
            Burst = 1000,
        };
        configure?.Invoke(options);
        Ids = ids ?? new FakeOrderIdStore();
        var services = new ServiceCollection();
        services.AddSingleton(Options.Create(options));
        services.AddSingleton<ILease>(Lease);
        services.AddSingleton<IOrderIdStore>(Ids);
        services.AddSingleton<IEngineGateway>(Engine);
        services.AddSingleton<IContractGateway>(Contracts);
        services.AddSingleton<IContractRegistry>(Contracts);
        services.AddSingleton<IHolderFence>(Fence);
        services.AddIbBridgeCore();
        _services = services.BuildServiceProvider();
        _service = _services.GetRequiredService<IbBridgeService>();
        _services.GetRequiredService<GatewayLink>().Changed += change => Causes.Enqueue(change.Cause);
        Engine.OnWake = account => Broker.AttachAsync(account, Token, CancellationToken.None);
    }

    public FakeLease Lease { get; } = new();

    public FakeOrderIdStore Ids { get; }

    public FakeFence Fence { get; } = new();

    public FakeEngine Engine { get; } = new();

    public FakeContracts Contracts { get; } = new();

    /// <summary>Why the session changed its state, change by change.</summary>
    public ConcurrentQueue<string> Causes { get; } = new();

    public IBroker Broker => _services.GetRequiredService<IBroker>();

    public IMarketDataGateway Data => _services.GetRequiredService<IMarketDataGateway>();

    public IInstrumentSource Instruments => _services.GetRequiredService<IInstrumentSource>();

    public IDataFarms Farms => _services.GetRequiredService<IDataFarms>();

    public BridgeMetrics Metrics => _services.GetRequiredService<BridgeMetrics>();

    public SessionState State => Broker.Condition.State;

    public IEnumerable<SessionState> States => Engine.Events.OfType<SessionReport>().Select(static report => report.State);

    public Task StartAsync() => _service.StartAsync(CancellationToken.None);

    public Task StopAsync() => _service.StopAsync(CancellationToken.None);

    public async Task<BridgeHost> ReadyAsync()
    {
        await StartAsync();
        await Until.TrueAsync(() => State == SessionState.Ready, "the session is ready");
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}

internal static class Until
{
    /// <summary>Waits for a condition; fails by name after ten seconds.</summary>
    public static async Task TrueAsync(Func<bool> condition, string name)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            try
            {
                await tick.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Waited in vain until {name}.");
            }
        }
    }
}

/// <summary>Things to trade.</summary>
internal static class BridgeSamples
{
    public static readonly Instrument Apple = new(
        ConId.Of(265598), "AAPL", SecurityType.Stock, "SMART", "NASDAQ", Currency.Usd, 1, "AAPL", "NMS", "Apple Inc",
        [new TickRule(0, 0.01m)], Quantity.Of(1), Quantity.Of(1), ImmutableArray<Session>.Empty, ImmutableArray<Session>.Empty, "America/New_York");

    public static OrderIntent Buy(decimal quantity, OrderTerms? terms = null, string origin = "test") => new(
        ClientOrderId.From(origin), StrategyName.Of("alpha"), Apple.ConId, Side.Buy, Quantity.Of(quantity), terms ?? new OrderTerms.Market(),
        TimeInForce.Day, OutsideRth: false, OrderPurpose.Strategy, TargetVersion: null);

    public static string Ref(OrderIntent intent) => OrderRef.Of("test", intent.Strategy, intent.Id).ToString();
}
