using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One trade of one order as the server reports it.</summary>
public sealed record TwsExecution
{
    /// <summary>0 for orders made by hand.</summary>
    public int OrderId { get; init; }

    public int ClientId { get; init; }

    /// <summary>Unique; a correction differs only behind the last dot and replaces the earlier report.</summary>
    public string ExecId { get; init; } = "";

    /// <summary>See <see cref="TwsTime"/>.</summary>
    public string Time { get; init; } = "";

    public string AcctNumber { get; init; } = "";

    public string? Exchange { get; init; }

    public IbExecutionSide Side { get; init; }

    /// <summary>Always positive.</summary>
    public decimal Shares { get; init; }

    /// <summary>Without multiplier and commission.</summary>
    public decimal? Price { get; init; }

    public long? PermId { get; init; }

    public int Liquidation { get; init; }

    /// <summary>Filled so far, per order.</summary>
    public decimal CumQty { get; init; }

    public decimal? AvgPrice { get; init; }

    public string? OrderRef { get; init; }

    public string? EvRule { get; init; }

    public decimal? EvMultiplier { get; init; } = 0;

    public string? ModelCode { get; init; }

    /// <summary>0 none, 1 added, 2 removed, 3 routed out.</summary>
    public int LastLiquidity { get; init; }

    /// <summary>A price correction may come. From server version 178.</summary>
    public bool PendingPriceRevision { get; init; }

    /// <summary>From server version 198.</summary>
    public string? Submitter { get; init; }

    internal static TwsExecution Decode(ref FieldReader fields, int orderId, int serverVersion) =>
        new()
        {
            OrderId = orderId,
            ExecId = fields.ReadString("execId"),
            Time = fields.ReadString("time"),
            AcctNumber = fields.ReadString("acctNumber"),
            Exchange = fields.ReadText("exec.exchange"),
            Side = IbExecutionSides.Read(ref fields, "side"),
            Shares = fields.ReadQuantity("shares"),
            Price = fields.ReadDecimalOrMax("price"),
            PermId = fields.ReadPermId("permId"),
            ClientId = fields.ReadInt32("clientId"),
            Liquidation = fields.ReadInt32("liquidation"),
            CumQty = fields.ReadQuantity("cumQty"),
            AvgPrice = fields.ReadDecimalOrMax("avgPrice"),
            OrderRef = fields.ReadText("orderRef"),
            EvRule = fields.ReadText("evRule"),
            EvMultiplier = fields.ReadDecimalOrMax("evMultiplier"),
            ModelCode = fields.ReadText("modelCode"),
            LastLiquidity = fields.ReadInt32("lastLiquidity"),
            PendingPriceRevision = serverVersion >= Versions.PendingPriceRevision && fields.ReadBool("pendingPriceRevision"),
            Submitter = serverVersion >= Versions.Submitter ? fields.ReadText("submitter") : null,
        };

    /// <summary>Everything but the order id, which stands before the contract.</summary>
    internal void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteText(ExecId, "execId");
        fields.WriteText(Time, "time");
        fields.WriteText(AcctNumber, "acctNumber");
        fields.WriteText(Exchange, "exec.exchange");
        fields.WriteText(Side.ToWire(), "side");
        fields.WriteQuantity(Shares);
        fields.WriteDecimalOrMax(Price);
        fields.WritePermId(PermId);
        fields.WriteInt32(ClientId);
        fields.WriteInt32(Liquidation);
        fields.WriteQuantity(CumQty);
        fields.WriteDecimalOrMax(AvgPrice);
        fields.WriteText(OrderRef, "orderRef");
        fields.WriteText(EvRule, "evRule");
        fields.WriteDecimalOrMax(EvMultiplier);
        fields.WriteText(ModelCode, "modelCode");
        fields.WriteInt32(LastLiquidity);
        if (serverVersion >= Versions.PendingPriceRevision)
        {
            fields.WriteBool(PendingPriceRevision);
        }

        if (serverVersion >= Versions.Submitter)
        {
            fields.WriteText(Submitter, "submitter");
        }
    }
}
