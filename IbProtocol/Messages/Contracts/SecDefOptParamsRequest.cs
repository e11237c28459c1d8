using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the expirations and strikes of an underlying.</summary>
public sealed record SecDefOptParamsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqSecDefOptParams;

    public int ReqId { get; init; }

    public string UnderlyingSymbol { get; init; } = "";

    /// <summary>Empty for stock options.</summary>
    public string? FutFopExchange { get; init; }

    public string UnderlyingSecType { get; init; } = "";

    public int UnderlyingConId { get; init; }

    public static SecDefOptParamsRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            UnderlyingSymbol = fields.ReadString("underlyingSymbol"),
            FutFopExchange = fields.ReadText("futFopExchange"),
            UnderlyingSecType = fields.ReadString("underlyingSecType"),
            UnderlyingConId = fields.ReadInt32("underlyingConId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(UnderlyingSymbol, "underlyingSymbol");
        fields.WriteText(FutFopExchange, "futFopExchange");
        fields.WriteText(UnderlyingSecType, "underlyingSecType");
        fields.WriteInt32(UnderlyingConId);
    }
}
