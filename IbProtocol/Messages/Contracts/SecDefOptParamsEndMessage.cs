using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>All expirations and strikes have been sent.</summary>
public sealed record SecDefOptParamsEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.SecDefOptParamsEnd;

    public int ReqId { get; init; }

    public static SecDefOptParamsEndMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
    }
}
