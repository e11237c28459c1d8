using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Fundamental data as XML. Newer servers no longer have it.</summary>
public sealed record FundamentalDataMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.FundamentalData;

    public int ReqId { get; init; }

    public string? Data { get; init; }

    public static FundamentalDataMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Data = fields.ReadText("data"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteText(Data, "data");
    }
}
