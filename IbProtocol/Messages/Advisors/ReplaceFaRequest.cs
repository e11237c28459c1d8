using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Replaces an advisor configuration.</summary>
public sealed record ReplaceFaRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReplaceFA;

    public int FaDataType { get; init; }

    public string? Xml { get; init; }

    public int ReqId { get; init; }

    public static ReplaceFaRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            FaDataType = fields.ReadInt32("faDataType"),
            Xml = fields.ReadText("xml"),
            ReqId = fields.ReadInt32("reqId"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(FaDataType);
        fields.WriteText(Xml, "xml");
        fields.WriteInt32(ReqId);
    }
}
