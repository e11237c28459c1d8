using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Everything a scanner can be told, as XML.</summary>
public sealed record ScannerParametersMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.ScannerParameters;

    public string? Xml { get; init; }

    public static ScannerParametersMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            Xml = fields.ReadText("xml"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteText(Xml, "xml");
    }
}
