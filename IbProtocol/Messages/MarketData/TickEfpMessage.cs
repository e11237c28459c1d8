using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>An exchange-for-physical quote.</summary>
public sealed record TickEfpMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.TickEFP;

    public int ReqId { get; init; }

    public int TickType { get; init; }

    public double BasisPoints { get; init; }

    public string? FormattedBasisPoints { get; init; }

    public decimal? ImpliedFuture { get; init; }

    public int HoldDays { get; init; }

    public string? FutureLastTradeDate { get; init; }

    public double DividendImpact { get; init; }

    public double DividendsToLastTradeDate { get; init; }

    public static TickEfpMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            TickType = fields.ReadInt32("tickType"),
            BasisPoints = fields.ReadDouble("basisPoints"),
            FormattedBasisPoints = fields.ReadText("formattedBasisPoints"),
            ImpliedFuture = fields.ReadDecimalOrMax("impliedFuture"),
            HoldDays = fields.ReadInt32("holdDays"),
            FutureLastTradeDate = fields.ReadText("futureLastTradeDate"),
            DividendImpact = fields.ReadDouble("dividendImpact"),
            DividendsToLastTradeDate = fields.ReadDouble("dividendsToLastTradeDate"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteInt32(TickType);
        fields.WriteDouble(BasisPoints);
        fields.WriteText(FormattedBasisPoints, "formattedBasisPoints");
        fields.WriteDecimalOrMax(ImpliedFuture);
        fields.WriteInt32(HoldDays);
        fields.WriteText(FutureLastTradeDate, "futureLastTradeDate");
        fields.WriteDouble(DividendImpact);
        fields.WriteDouble(DividendsToLastTradeDate);
    }
}
