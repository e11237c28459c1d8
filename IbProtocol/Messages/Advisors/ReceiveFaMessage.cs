using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>An advisor configuration.</summary>
public sealed record ReceiveFaMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.ReceiveFA;

    public int FaDataType { get; init; }

    public string? Xml { get; init; }

    public static ReceiveFaMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            FaDataType = fields.ReadInt32("faDataType"),
            Xml = fields.ReadText("xml"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(FaDataType);
        fields.WriteText(Xml, "xml");
    }
}
