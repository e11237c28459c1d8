using System.Runtime.CompilerServices;
using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The server's latest view of one order. Repeats freely, may skip states, and is no fill.</summary>
public readonly record struct OrderStatusMessage : IServerMessage
{
    public ServerMessageId MessageId => ServerMessageId.OrderStatus;

    public int OrderId { get; init; }

    public IbOrderStatus Status { get; init; }

    public decimal? Filled { get; init; }

    public decimal? Remaining { get; init; }

    /// <summary>0 before any fill.</summary>
    public decimal? AvgFillPrice { get; init; }

    public long? PermId { get; init; }

    /// <summary>0 for none.</summary>
    public int ParentId { get; init; }

    /// <summary>0 before any fill.</summary>
    public decimal? LastFillPrice { get; init; }

    public int ClientId { get; init; }

    /// <summary>locate, child ...; mostly absent.</summary>
    public string? WhyHeld { get; init; }

    /// <summary>0 when unused.</summary>
    public decimal? MktCapPrice { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static OrderStatusMessage Decode<TReader>(ref TReader fields)
        where TReader : struct, IFieldReader, allows ref struct =>
        new()
        {
            OrderId = fields.ReadInt32("orderId"),
            Status = fields.ReadOrderStatus("status"),
            Filled = fields.ReadQuantityOrEmpty("filled"),
            Remaining = fields.ReadQuantityOrEmpty("remaining"),
            AvgFillPrice = fields.ReadDecimalOrMax("avgFillPrice"),
            PermId = fields.ReadPermId("permId"),
            ParentId = fields.ReadInt32("parentId"),
            LastFillPrice = fields.ReadDecimalOrMax("lastFillPrice"),
            ClientId = fields.ReadInt32("clientId"),
            WhyHeld = fields.ReadText("whyHeld"),
            MktCapPrice = fields.ReadDecimalOrMax("mktCapPrice"),
        };

    public void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(OrderId);
        fields.WriteText(Status.ToWire(), "status");
        fields.WriteQuantityOrEmpty(Filled);
        fields.WriteQuantityOrEmpty(Remaining);
        fields.WriteDecimalOrMax(AvgFillPrice);
        fields.WritePermId(PermId);
        fields.WriteInt32(ParentId);
        fields.WriteDecimalOrMax(LastFillPrice);
        fields.WriteInt32(ClientId);
        fields.WriteText(WhyHeld, "whyHeld");
        fields.WriteDecimalOrMax(MktCapPrice);
    }
}
