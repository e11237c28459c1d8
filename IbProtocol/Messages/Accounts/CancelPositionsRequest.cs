using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends the position stream.</summary>
public sealed record CancelPositionsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelPositions;

    public static CancelPositionsRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new();
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
    }
}
