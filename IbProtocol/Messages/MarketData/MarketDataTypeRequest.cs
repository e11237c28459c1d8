using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Switches later quote lines: 1 live, 2 frozen, 3 delayed, 4 delayed-frozen.</summary>
public sealed record MarketDataTypeRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqMarketDataType;

    public int MarketDataType { get; init; }

    public static MarketDataTypeRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            MarketDataType = fields.ReadInt32("marketDataType"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(MarketDataType);
    }
}
