using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Expirations and strikes of one exchange and trading class.</summary>
public sealed record SecDefOptParamsMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.SecDefOptParams;

    public int ReqId { get; init; }

    public string Exchange { get; init; } = "";

    public int UnderlyingConId { get; init; }

    public string TradingClass { get; init; } = "";

    public string Multiplier { get; init; } = "";

    public ValueList<string> Expirations { get; init; } = [];

    public ValueList<decimal> Strikes { get; init; } = [];

    public static SecDefOptParamsMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Exchange = fields.ReadString("exchange"),
            UnderlyingConId = fields.ReadInt32("underlyingConId"),
            TradingClass = fields.ReadString("tradingClass"),
            Multiplier = fields.ReadString("multiplier"),
            Expirations = fields.ReadList("expirationsCount", static (ref FieldReader item) => item.ReadString("expirations")),
            Strikes = fields.ReadList("strikesCount", static (ref FieldReader item) => item.ReadDecimal("strikes")),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(Exchange, "exchange");
        fields.WriteInt32(UnderlyingConId);
        fields.WriteText(TradingClass, "tradingClass");
        fields.WriteText(Multiplier, "multiplier");
        fields.WriteList(Expirations, static (ref FieldWriter item, string value) => item.WriteText(value, "expirations"));
        fields.WriteList(Strikes, static (ref FieldWriter item, decimal value) => item.WriteDecimal(value));
    }
}
