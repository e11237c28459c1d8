using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One position's profit and loss; null is not available.</summary>
public sealed record PnLSingleMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.PnlSingle;

    public int ReqId { get; init; }

    public decimal? Position { get; init; }

    public decimal? DailyPnL { get; init; }

    public decimal? UnrealizedPnL { get; init; }

    public decimal? RealizedPnL { get; init; }

    public decimal? Value { get; init; }

    public static PnLSingleMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Position = fields.ReadQuantityOrEmpty("position"),
            DailyPnL = fields.ReadDecimalOrMax("dailyPnL"),
            UnrealizedPnL = fields.ReadDecimalOrMax("unrealizedPnL"),
            RealizedPnL = fields.ReadDecimalOrMax("realizedPnL"),
            Value = fields.ReadDecimalOrMax("value"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteQuantityOrEmpty(Position);
        fields.WriteDecimalOrMax(DailyPnL);
        fields.WriteDecimalOrMax(UnrealizedPnL);
        fields.WriteDecimalOrMax(RealizedPnL);
        fields.WriteDecimalOrMax(Value);
    }
}
