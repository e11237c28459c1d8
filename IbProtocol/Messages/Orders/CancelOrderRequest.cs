using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks to cancel one of this client's orders. A fill may win the race.</summary>
public sealed record CancelOrderRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelOrder;

    public int OrderId { get; init; }

    public string? ManualOrderCancelTime { get; init; }

    /// <summary>CME tagging.</summary>
    public string? ExtOperator { get; init; }

    /// <summary>CME tagging.</summary>
    public int? ManualOrderIndicator { get; init; }

    public static CancelOrderRequest Decode(ref FieldReader fields, int serverVersion)
    {
        if (serverVersion < Versions.CmeTagging)
        {
            fields.Skip("version");
        }

        var orderId = fields.ReadInt32("orderId");
        var manualOrderCancelTime = fields.ReadText("manualOrderCancelTime");
        if (Versions.HasRfqFields(serverVersion))
        {
            fields.Skip("rfq1");
            fields.Skip("rfq2");
            fields.Skip("rfq3");
        }

        return new()
        {
            OrderId = orderId,
            ManualOrderCancelTime = manualOrderCancelTime,
            ExtOperator = serverVersion >= Versions.CmeTagging ? fields.ReadText("extOperator") : null,
            ManualOrderIndicator = serverVersion >= Versions.CmeTagging ? fields.ReadInt32OrEmpty("manualOrderIndicator") : null,
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        if (serverVersion < Versions.CmeTagging)
        {
            fields.WriteInt32(1);
        }

        fields.WriteInt32(OrderId);
        fields.WriteText(ManualOrderCancelTime, "manualOrderCancelTime");
        if (Versions.HasRfqFields(serverVersion))
        {
            fields.WriteEmpty();
            fields.WriteEmpty();
            fields.WriteInt32(int.MaxValue);
        }

        if (serverVersion >= Versions.CmeTagging)
        {
            fields.WriteText(ExtOperator, "extOperator");
            fields.WriteInt32OrMax(ManualOrderIndicator);
        }
    }
}
