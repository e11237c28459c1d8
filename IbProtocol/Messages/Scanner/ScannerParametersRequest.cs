using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for everything a scanner can be told, as XML.</summary>
public sealed record ScannerParametersRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqScannerParameters;

    public static ScannerParametersRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new();
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
    }
}
