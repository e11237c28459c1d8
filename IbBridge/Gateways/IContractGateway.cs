using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.IbBridge.Gateways;

/// <summary>Finds the consumer of a contract's data.</summary>
internal interface IContractGateway
{
    IContractConsumer Find(ConId conId);
}

/// <summary>One contract's consumer as the bridge sees it: the contract grain.</summary>
internal interface IContractConsumer
{
    Task WakeAsync();

    Task OnQuoteAsync(Quote quote);

    /// <summary>Has work done in a turn of the grain.</summary>
    /// <returns>False when the grain is not in this process.</returns>
    bool TryPost(INearWork<IContractGrain> work);

    Task OnBarsAsync(ImmutableArray<Bar> bars);

    Task OnTradesAsync(ImmutableArray<Print> trades);

    Task OnDepthAsync(MarketDepth depth);

    Task OnGreeksAsync(OptionGreeks greeks);

    Task OnLineAsync(LineReport report);
}

internal sealed class GrainContractGateway(IGrainFactory grains, NearGrains near) : IContractGateway
{
    public IContractConsumer Find(ConId conId) => new Consumer(grains.GetGrain<IContractGrain>(conId.Value), near);

    private sealed class Consumer(IContractGrain grain, NearGrains near) : IContractConsumer
    {
        private readonly NearGrain<IContractGrain> _near = near.Of(grain);

        public Task WakeAsync() => grain.WakeAsync();

        public Task OnQuoteAsync(Quote quote) => grain.OnQuoteAsync(quote);

        public bool TryPost(INearWork<IContractGrain> work) => _near.TryPost(work);

        public Task OnBarsAsync(ImmutableArray<Bar> bars) => grain.OnBarsAsync(bars);

        public Task OnTradesAsync(ImmutableArray<Print> trades) => grain.OnTradesAsync(trades);

        public Task OnDepthAsync(MarketDepth depth) => grain.OnDepthAsync(depth);

        public Task OnGreeksAsync(OptionGreeks greeks) => grain.OnGreeksAsync(greeks);

        public Task OnLineAsync(LineReport report) => grain.OnLineAsync(report);
    }
}
