using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks what the letters of exchange ticks mean.</summary>
public sealed record SmartComponentsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqSmartComponents;

    public int ReqId { get; init; }

    /// <summary>Code from tickReqParams.</summary>
    public string? BboExchange { get; init; }

    public static SmartComponentsRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            BboExchange = fields.ReadText("bboExchange"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(BboExchange, "bboExchange");
    }
}
