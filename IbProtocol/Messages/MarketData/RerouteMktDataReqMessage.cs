using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribe again with this contract: a CFD's data comes from its underlying.</summary>
public sealed record RerouteMktDataReqMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.RerouteMktDataReq;

    public int ReqId { get; init; }

    public int ConId { get; init; }

    public string? Exchange { get; init; }

    public static RerouteMktDataReqMessage Decode(ref FieldReader fields) =>
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
