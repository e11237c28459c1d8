using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One position; 0 when it has been closed.</summary>
public sealed record PositionMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.Position;

    public string Account { get; init; } = "";

    public TwsContract Contract { get; init; } = new();

    public decimal Position { get; init; }

    /// <summary>Includes commission and, for derivatives, the multiplier.</summary>
    public decimal? AvgCost { get; init; }

    public static PositionMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            Account = fields.ReadString("account"),
            Contract = TwsContract.DecodeShort(ref fields),
            Position = fields.ReadQuantity("position"),
            AvgCost = fields.ReadDecimalOrMax("avgCost"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(3);
        fields.WriteText(Account, "account");
        Contract.EncodeShort(ref fields);
        fields.WriteQuantity(Position);
        fields.WriteDecimalOrMax(AvgCost);
    }
}
