using System.Runtime.CompilerServices;
using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A new best bid and ask.</summary>
public readonly record struct TickByTickBidAskMessage : IServerMessage
{
    private const int BidPastLowBit = 1;
    private const int AskPastHighBit = 2;

    public ServerMessageId MessageId => ServerMessageId.TickByTick;

    public int ReqId { get; init; }

    public DateTimeOffset Time { get; init; }

    public decimal? BidPrice { get; init; }

    public decimal? AskPrice { get; init; }

    public decimal? BidSize { get; init; }

    public decimal? AskSize { get; init; }

    public bool BidPastLow { get; init; }

    public bool AskPastHigh { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TickByTickBidAskMessage Decode<TReader>(ref TReader fields, int reqId)
        where TReader : struct, IFieldReader, allows ref struct
    {
        var time = fields.ReadUnixSeconds("time");
        var bidPrice = fields.ReadDecimalOrMax("bidPrice");
        var askPrice = fields.ReadDecimalOrMax("askPrice");
        var bidSize = fields.ReadQuantityOrEmpty("bidSize");
        var askSize = fields.ReadQuantityOrEmpty("askSize");
        var mask = fields.ReadInt32("mask");
        return new()
        {
            ReqId = reqId,
            Time = time,
            BidPrice = bidPrice,
            AskPrice = askPrice,
            BidSize = bidSize,
            AskSize = askSize,
            BidPastLow = (mask & BidPastLowBit) != 0,
            AskPastHigh = (mask & AskPastHighBit) != 0,
        };
    }

    public void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteInt32((int)TickByTickKind.BidAsk);
        fields.WriteUnixSeconds(Time);
        fields.WriteDecimalOrMax(BidPrice);
        fields.WriteDecimalOrMax(AskPrice);
        fields.WriteQuantityOrEmpty(BidSize);
        fields.WriteQuantityOrEmpty(AskSize);
        fields.WriteInt32((BidPastLow ? BidPastLowBit : 0) | (AskPastHigh ? AskPastHighBit : 0));
    }
}
