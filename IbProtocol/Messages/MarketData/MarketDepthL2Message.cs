using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One row of an order book with its market maker or exchange.</summary>
public sealed record MarketDepthL2Message : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.MarketDepthL2;

    public int ReqId { get; init; }

    /// <summary>0 is the best row.</summary>
    public int Position { get; init; }

    public string? MarketMaker { get; init; }

    /// <summary>0 insert, 1 update, 2 delete.</summary>
    public int Operation { get; init; }

    /// <summary>0 ask, 1 bid.</summary>
    public int Side { get; init; }

    public decimal? Price { get; init; }

    public decimal? Size { get; init; }

    public bool IsSmartDepth { get; init; }

    public static MarketDepthL2Message Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Position = fields.ReadInt32("position"),
            MarketMaker = fields.ReadText("marketMaker"),
            Operation = fields.ReadInt32("operation"),
            Side = fields.ReadInt32("side"),
            Price = fields.ReadDecimalOrMax("price"),
            Size = fields.ReadQuantityOrEmpty("size"),
            IsSmartDepth = fields.ReadBool("isSmartDepth"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteInt32(Position);
        fields.WriteText(MarketMaker, "marketMaker");
        fields.WriteInt32(Operation);
        fields.WriteInt32(Side);
        fields.WriteDecimalOrMax(Price);
        fields.WriteQuantityOrEmpty(Size);
        fields.WriteBool(IsSmartDepth);
    }
}
