using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One row of an order book.</summary>
public sealed record MarketDepthMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.MarketDepth;

    public int ReqId { get; init; }

    /// <summary>0 is the best row.</summary>
    public int Position { get; init; }

    /// <summary>0 insert, 1 update, 2 delete.</summary>
    public int Operation { get; init; }

    /// <summary>0 ask, 1 bid.</summary>
    public int Side { get; init; }

    public decimal? Price { get; init; }

    public decimal? Size { get; init; }

    public static MarketDepthMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Position = fields.ReadInt32("position"),
            Operation = fields.ReadInt32("operation"),
            Side = fields.ReadInt32("side"),
            Price = fields.ReadDecimalOrMax("price"),
            Size = fields.ReadQuantityOrEmpty("size"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteInt32(Position);
        fields.WriteInt32(Operation);
        fields.WriteInt32(Side);
        fields.WriteDecimalOrMax(Price);
        fields.WriteQuantityOrEmpty(Size);
    }
}
