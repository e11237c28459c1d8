using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>An account's profit and loss; null is not available.</summary>
public sealed record PnLMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.Pnl;

    public int ReqId { get; init; }

    public decimal? DailyPnL { get; init; }

    public decimal? UnrealizedPnL { get; init; }

    public decimal? RealizedPnL { get; init; }

    public static PnLMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            DailyPnL = fields.ReadDecimalOrMax("dailyPnL"),
            UnrealizedPnL = fields.ReadDecimalOrMax("unrealizedPnL"),
            RealizedPnL = fields.ReadDecimalOrMax("realizedPnL"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteDecimalOrMax(DailyPnL);
        fields.WriteDecimalOrMax(UnrealizedPnL);
        fields.WriteDecimalOrMax(RealizedPnL);
    }
}
