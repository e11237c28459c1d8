using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One position of the subscribed account with its valuation.</summary>
public sealed record PortfolioValueMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.PortfolioValue;

    public TwsContract Contract { get; init; } = new();

    public decimal Position { get; init; }

    public decimal? MarketPrice { get; init; }

    public decimal? MarketValue { get; init; }

    public decimal? AverageCost { get; init; }

    public decimal? UnrealizedPNL { get; init; }

    public decimal? RealizedPNL { get; init; }

    public string AccountName { get; init; } = "";

    public static PortfolioValueMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            Contract = TwsContract.DecodePrimary(ref fields),
            Position = fields.ReadQuantity("position"),
            MarketPrice = fields.ReadDecimalOrMax("marketPrice"),
            MarketValue = fields.ReadDecimalOrMax("marketValue"),
            AverageCost = fields.ReadDecimalOrMax("averageCost"),
            UnrealizedPNL = fields.ReadDecimalOrMax("unrealizedPNL"),
            RealizedPNL = fields.ReadDecimalOrMax("realizedPNL"),
            AccountName = fields.ReadString("accountName"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(8);
        Contract.EncodePrimary(ref fields);
        fields.WriteQuantity(Position);
        fields.WriteDecimalOrMax(MarketPrice);
        fields.WriteDecimalOrMax(MarketValue);
        fields.WriteDecimalOrMax(AverageCost);
        fields.WriteDecimalOrMax(UnrealizedPNL);
        fields.WriteDecimalOrMax(RealizedPNL);
        fields.WriteText(AccountName, "accountName");
    }
}
