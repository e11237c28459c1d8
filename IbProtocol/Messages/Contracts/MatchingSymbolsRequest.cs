using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Searches symbols and names; about one request a second is allowed.</summary>
public sealed record MatchingSymbolsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqMatchingSymbols;

    public int ReqId { get; init; }

    public string Pattern { get; init; } = "";

    public static MatchingSymbolsRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Pattern = fields.ReadString("pattern"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(Pattern, "pattern");
    }
}
