using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One position of an account or model.</summary>
public sealed record PositionMultiMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.PositionMulti;

    public int ReqId { get; init; }

    public string Account { get; init; } = "";

    public TwsContract Contract { get; init; } = new();

    public decimal Position { get; init; }

    public decimal? AvgCost { get; init; }

    public string? ModelCode { get; init; }

    public static PositionMultiMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Account = fields.ReadString("account"),
            Contract = TwsContract.DecodeShort(ref fields),
            Position = fields.ReadQuantity("position"),
            AvgCost = fields.ReadDecimalOrMax("avgCost"),
            ModelCode = fields.ReadText("modelCode"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteText(Account, "account");
        Contract.EncodeShort(ref fields);
        fields.WriteQuantity(Position);
        fields.WriteDecimalOrMax(AvgCost);
        fields.WriteText(ModelCode, "modelCode");
    }
}
