using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One execution. May precede the first order status, may repeat; a correction has the next suffix.</summary>
public sealed record ExecDetailsMessage : ServerMessage
{
    /// <summary>Request id of an execution that nobody asked for.</summary>
    public const int LiveReqId = -1;

    public override ServerMessageId MessageId => ServerMessageId.ExecDetails;

    /// <summary><see cref="LiveReqId"/> for live fills, else the id of the request.</summary>
    public int ReqId { get; init; } = LiveReqId;

    public TwsContract Contract { get; init; } = new();

    public TwsExecution Execution { get; init; } = new();

    public static ExecDetailsMessage Decode(ref FieldReader fields, int serverVersion)
    {
        var reqId = fields.ReadInt32("reqId");
        var orderId = fields.ReadInt32("orderId");
        return new()
        {
            ReqId = reqId,
            Contract = TwsContract.DecodeShort(ref fields),
            Execution = TwsExecution.Decode(ref fields, orderId, serverVersion),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteInt32(Execution.OrderId);
        Contract.EncodeShort(ref fields);
        Execution.Encode(ref fields, serverVersion);
    }
}
