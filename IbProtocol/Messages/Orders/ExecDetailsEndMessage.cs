using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>All executions of the query have been sent.</summary>
public sealed record ExecDetailsEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.ExecDetailsEnd;

    public int ReqId { get; init; }

    public static ExecDetailsEndMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
    }
}
