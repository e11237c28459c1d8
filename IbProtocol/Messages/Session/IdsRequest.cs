using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the next valid order id; answered by <see cref="NextValidIdMessage"/>.</summary>
public sealed record IdsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqIds;

    /// <summary>Ignored by the server; send 1.</summary>
    public int NumIds { get; init; }

    public static IdsRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            NumIds = fields.ReadInt32("numIds"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(NumIds);
    }
}
