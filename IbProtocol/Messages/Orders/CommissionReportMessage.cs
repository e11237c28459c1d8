using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>What one execution cost. May come late, again, or only on request.</summary>
public sealed record CommissionReportMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.CommissionReport;

    public string ExecId { get; init; } = "";

    public decimal? Commission { get; init; }

    public string? Currency { get; init; }

    /// <summary>Absent when the fill opened a position.</summary>
    public decimal? RealizedPNL { get; init; }

    /// <summary>Absent but for bonds.</summary>
    public decimal? Yield { get; init; }

    /// <summary>yyyyMMdd.</summary>
    public int? YieldRedemptionDate { get; init; }

    public static CommissionReportMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ExecId = fields.ReadString("execId"),
            Commission = fields.ReadDecimalOrMax("commission"),
            Currency = fields.ReadText("currency"),
            RealizedPNL = fields.ReadDecimalOrMax("realizedPNL"),
            Yield = fields.ReadDecimalOrMax("yield"),
            YieldRedemptionDate = fields.ReadInt32OrEmpty("yieldRedemptionDate"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteText(ExecId, "execId");
        fields.WriteDecimalOrMax(Commission);
        fields.WriteText(Currency, "currency");
        fields.WriteDecimalOrMax(RealizedPNL);
        fields.WriteDecimalOrMax(Yield);
        fields.WriteInt32OrEmpty(YieldRedemptionDate);
    }
}
