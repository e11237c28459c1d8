using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Greeks of an option; null was not computed.</summary>
public sealed record TickOptionComputationMessage : ServerMessage
{
    private const double NotComputedValue = -1;
    private const double NotComputedGreek = -2;

    public override ServerMessageId MessageId => ServerMessageId.TickOptionComputation;

    public int ReqId { get; init; }

    public int TickType { get; init; }

    /// <summary>0 return based, 1 price based.</summary>
    public int TickAttrib { get; init; }

    public double? ImpliedVolatility { get; init; }

    public double? Delta { get; init; }

    public double? OptPrice { get; init; }

    public double? PvDividend { get; init; }

    public double? Gamma { get; init; }

    public double? Vega { get; init; }

    public double? Theta { get; init; }

    public double? UndPrice { get; init; }

    public static TickOptionComputationMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            TickType = fields.ReadInt32("tickType"),
            TickAttrib = fields.ReadInt32("tickAttrib"),
            ImpliedVolatility = fields.ReadStatistic("impliedVolatility", NotComputedValue),
            Delta = fields.ReadStatistic("delta", NotComputedGreek),
            OptPrice = fields.ReadStatistic("optPrice", NotComputedValue),
            PvDividend = fields.ReadStatistic("pvDividend", NotComputedValue),
            Gamma = fields.ReadStatistic("gamma", NotComputedGreek),
            Vega = fields.ReadStatistic("vega", NotComputedGreek),
            Theta = fields.ReadStatistic("theta", NotComputedGreek),
            UndPrice = fields.ReadStatistic("undPrice", NotComputedValue),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteInt32(TickType);
        fields.WriteInt32(TickAttrib);
        fields.WriteStatistic(ImpliedVolatility, NotComputedValue);
        fields.WriteStatistic(Delta, NotComputedGreek);
        fields.WriteStatistic(OptPrice, NotComputedValue);
        fields.WriteStatistic(PvDividend, NotComputedValue);
        fields.WriteStatistic(Gamma, NotComputedGreek);
        fields.WriteStatistic(Vega, NotComputedGreek);
        fields.WriteStatistic(Theta, NotComputedGreek);
        fields.WriteStatistic(UndPrice, NotComputedValue);
    }
}
