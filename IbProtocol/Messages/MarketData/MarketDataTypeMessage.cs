using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The line now carries: 1 live, 2 frozen, 3 delayed, 4 delayed-frozen data.</summary>
public sealed record MarketDataTypeMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.MarketDataType;

    public int ReqId { get; init; }

    public int MarketDataType { get; init; }

    public static MarketDataTypeMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            MarketDataType = fields.ReadInt32("marketDataType"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteInt32(MarketDataType);
    }
}
