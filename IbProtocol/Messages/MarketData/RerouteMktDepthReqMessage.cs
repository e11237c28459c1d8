using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribe again with this contract for depth.</summary>
public sealed record RerouteMktDepthReqMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.RerouteMktDepthReq;

    public int ReqId { get; init; }

    public int ConId { get; init; }

    public string? Exchange { get; init; }

    public static RerouteMktDepthReqMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            ConId = fields.ReadInt32("conId"),
            Exchange = fields.ReadText("exchange"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteInt32(ConId);
        fields.WriteText(Exchange, "exchange");
    }
}
