using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for all positions, then for changes. Twice resends the whole list.</summary>
public sealed record PositionsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqPositions;

    public static PositionsRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new();
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
    }
}
