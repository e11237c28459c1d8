using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.IbBridge.Gateways;

/// <summary>The order engine as the bridge sees it.</summary>
internal interface IEngineGateway
{
    /// <inheritdoc cref="IOrderEngineGrain.WakeAsync"/>
    Task WakeAsync(AccountId account);

    /// <inheritdoc cref="IOrderEngineGrain.OnBrokerEventsAsync"/>
    Task OnBrokerEventsAsync(AccountId account, ImmutableArray<BrokerEvent> events);

    /// <inheritdoc cref="IOrderEngineGrain.QuarantineAsync"/>
    Task QuarantineAsync(AccountId account, BrokerEvent report, string problem);
}

internal sealed class GrainEngineGateway(IGrainFactory grains) : IEngineGateway
{
    public Task WakeAsync(AccountId account) => Engine(account).WakeAsync();

    public Task OnBrokerEventsAsync(AccountId account, ImmutableArray<BrokerEvent> events) => Engine(account).OnBrokerEventsAsync(events);

    public Task QuarantineAsync(AccountId account, BrokerEvent report, string problem) => Engine(account).QuarantineAsync(report, problem);

    private IOrderEngineGrain Engine(AccountId account) => grains.GetGrain<IOrderEngineGrain>(account.Value);
}
