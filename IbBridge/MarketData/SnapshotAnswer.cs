using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Lanes;
using OrleansTrader.IbBridge.Routing;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.MarketData;

/// <summary>One quote, gathered from ticks until tickSnapshotEnd.</summary>
internal sealed class SnapshotAnswer(ConId conId, TimeProvider clock) : Answer<Quote>
{
    private QuoteFields _fields;

    public override void OnTick(in TickPriceMessage tick)
    {
        if (TickTypes.PriceSide(tick.TickType) is { } side && !tick.IsNoQuote)
        {
            _fields.SetPrice(side, Price.Of(tick.Price!.Value), IbWords.ToSize(tick.Size));
        }
    }

    public override void OnTick(in TickSizeMessage tick)
    {
        if (TickTypes.SizeSide(tick.TickType) is { } side)
        {
            _fields.SetSize(side, IbWords.ToSize(tick.Size));
        }
    }

    public override void OnMessage(ServerMessage message)
    {
        switch (message)
        {
            case MarketDataTypeMessage type:
                _fields.SetQuality(IbWords.ToQuality(type.MarketDataType));
                break;
            case TickSnapshotEndMessage:
                _fields.At = clock.GetUtcNow();
                Complete(_fields.ToQuote(conId));
                break;
        }
    }
}
