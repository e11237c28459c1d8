using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Lanes;
using OrleansTrader.IbBridge.MarketData;
using OrleansTrader.IbBridge.Orders;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbBridge.Recording;
using OrleansTrader.IbBridge.Routing;
using OrleansTrader.IbBridge.Session;

namespace OrleansTrader.IbBridge;

public static class IbBridgeRegistration
{
    /// <summary>The name of the meter with the bridge's numbers.</summary>
    public const string MeterName = BridgeMetrics.MeterName;

    /// <summary>
    /// Adds the one gateway session with its ports <see cref="IBroker"/>, <see cref="IMarketDataGateway"/> and <see cref="IInstrumentSource"/>.
    /// The host provides <see cref="ILease"/>, <see cref="IOrderIdStore"/>, <see cref="IContractRegistry"/>, <see cref="IHolderFence"/> and a grain factory.
    /// </summary>
    public static IServiceCollection AddIbBridge(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<IbBridgeOptions>().Bind(configuration.GetSection(IbBridgeOptions.Section), static binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IbBridgeOptions>, IbBridgeOptionsAttributes>();
        services.AddSingleton<IValidateOptions<IbBridgeOptions>, IbBridgeOptionsRules>();
        services.TryAddSingleton<IEngineGateway, GrainEngineGateway>();
        services.TryAddSingleton<IContractGateway, GrainContractGateway>();
        return services.AddIbBridgeCore();
    }

    /// <summary>Everything but settings and grains: what tests compose around their own.</summary>
    internal static IServiceCollection AddIbBridgeCore(this IServiceCollection services)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<IbBridgeOptions>>().Value);
        services.AddSingleton<BridgeMetrics>();
        services.AddSingleton<FlightRecorder>();
        services.AddSingleton<OrderLane>();
        services.AddSingleton<GatewayLink>();
        services.AddSingleton(static provider => NewPacing(provider.GetRequiredService<IbBridgeOptions>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RequestTable>();
        services.AddSingleton<GatewayRequests>();
        services.AddSingleton<LineBudget>();
        services.AddSingleton<LineTable>();
        services.AddSingleton<MarketRules>();
        services.AddSingleton<FarmBoard>();
        services.AddSingleton<IDataFarms>(static provider => provider.GetRequiredService<FarmBoard>());
        services.AddSingleton<SentOrders>();
        services.AddSingleton<WhatIfs>();
        services.AddSingleton(static provider => NewOrderIds(provider.GetRequiredService<IbBridgeOptions>(), provider.GetRequiredService<IOrderIdStore>()));
        services.AddSingleton<SessionParts>();
        services.AddSingleton<ContractWaker>();
        services.AddSingleton<IbBroker>();
        services.AddSingleton<IbMarketData>();
        services.AddSingleton<IBroker>(static provider => provider.GetRequiredService<IbBroker>());
        services.AddSingleton<IMarketDataGateway>(static provider => provider.GetRequiredService<IbMarketData>());
        services.AddSingleton<IInstrumentSource, IbInstruments>();
        services.AddSingleton<IbBridgeService>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<IbBridgeService>());
        return services;
    }

    private static PacingGate NewPacing(IbBridgeOptions options, TimeProvider clock) => new(options.MessagesPerSecond, options.Burst, clock);

    private static OrderIds NewOrderIds(IbBridgeOptions options, IOrderIdStore store) =>
        new(store, options.Login.Length > 0 ? options.Login : $"{options.Host}:{options.Port}", options.ClientId, options.OrderIdStep);
}
