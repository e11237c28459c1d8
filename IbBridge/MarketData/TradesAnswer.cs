using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Routing;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.MarketData;

/// <summary>Up to a thousand past trades of one contract.</summary>
internal sealed class TradesAnswer(ConId conId) : Answer<ImmutableArray<Print>>
{
    private readonly ImmutableArray<Print>.Builder _trades = ImmutableArray.CreateBuilder<Print>();

    public override void OnMessage(ServerMessage message)
    {
        if (message is not HistoricalTicksLastMessage ticks)
        {
            return;
        }

        foreach (var tick in ticks.Ticks)
        {
            if (IbWords.ToSize(tick.Size) is { } size)
            {
                _trades.Add(new Print(conId, IbWords.ToPrice(tick.Price), size, tick.Time));
            }
        }

        if (ticks.Done)
        {
            Complete(_trades.ToImmutable());
        }
    }
}
