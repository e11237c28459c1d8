using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>What the client said of its order, kept in the wire's words: it comes back in openOrder, and everything else follows from it.</summary>
/// <remarks>Absent is null, so that a stored order is short.</remarks>
internal sealed record OrderWords(string OrderType, string Tif)
{
    public decimal? LimitPrice { get; init; }

    /// <summary>Stop or touch price, trailing amount or offset.</summary>
    public decimal? AuxPrice { get; init; }

    /// <summary>Of a trailing order, the stop now.</summary>
    public decimal? TrailStopPrice { get; init; }

    public decimal? TrailingPercent { get; init; }

    public decimal? LimitOffset { get; init; }

    public decimal? PercentOffset { get; init; }

    public string? GoodTillDate { get; init; }

    public string? GoodAfterTime { get; init; }

    public string? OcaGroup { get; init; }

    /// <summary>1 cancel with block, 2 reduce with block, 3 reduce without block.</summary>
    public int? OcaType { get; init; }

    public int? ParentId { get; init; }

    public int? TriggerMethod { get; init; }

    public bool? OutsideRth { get; init; }

    public bool? AllOrNone { get; init; }

    public int? MinQuantity { get; init; }

    public bool? Hidden { get; init; }

    public int? DisplaySize { get; init; }

    public bool? SweepToFill { get; init; }

    public string? OpenClose { get; init; }

    public string? ModelCode { get; init; }

    public string? AlgoStrategy { get; init; }

    public IReadOnlyList<TwsTagValue>? AlgoParams { get; init; }

    /// <summary>The words of a new or changed order; types and times in force in IB's canonical spelling.</summary>
    public static OrderWords Of(TwsOrder order) => new(OrderTypes.Canonical(order.OrderType ?? ""), string.IsNullOrEmpty(order.Tif) ? "DAY" : order.Tif)
    {
        LimitPrice = OrderTypes.NeedsOf(OrderTypes.Canonical(order.OrderType ?? ""))?.HasFlag(OrderTypes.Needs.Limit) == true ? order.LmtPrice : NotZero(order.LmtPrice),
        AuxPrice = NotZero(order.AuxPrice),
        TrailStopPrice = NotZero(order.TrailStopPrice),
        TrailingPercent = NotZero(order.TrailingPercent),
        LimitOffset = NotZero(order.LmtPriceOffset),
        PercentOffset = NotZero(order.PercentOffset),
        GoodTillDate = Text(order.GoodTillDate),
        GoodAfterTime = Text(order.GoodAfterTime),
        OcaGroup = Text(order.OcaGroup),
        OcaType = Number(order.OcaType),
        ParentId = Number(order.ParentId),
        TriggerMethod = Number(order.TriggerMethod),
        OutsideRth = Flag(order.OutsideRth),
        AllOrNone = Flag(order.AllOrNone),
        MinQuantity = Number(order.MinQty ?? 0),
        Hidden = Flag(order.Hidden),
        DisplaySize = order.DisplaySize is > 0 and < int.MaxValue ? order.DisplaySize : null,
        SweepToFill = Flag(order.SweepToFill),
        OpenClose = Text(order.OpenClose),
        ModelCode = Text(order.ModelCode),
        AlgoStrategy = Text(order.AlgoStrategy),
        AlgoParams = order.AlgoParams.Count == 0 ? null : [.. order.AlgoParams],
    };

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static int? Number(int number) => number is 0 or int.MaxValue ? null : number;

    private static bool? Flag(bool flag) => flag ? true : null;

    /// <summary>Clients write 0 for "not used" as often as they leave a price out; only a combination has a price of 0.</summary>
    private static decimal? NotZero(decimal? price) => price is 0 ? null : price;
}
