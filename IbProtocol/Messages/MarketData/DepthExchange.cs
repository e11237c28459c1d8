using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>An exchange that offers market depth.</summary>
public sealed record DepthExchange
{
    public string? Exchange { get; init; }

    public string? SecType { get; init; }

    public string? ListingExch { get; init; }

    public string? ServiceDataType { get; init; }

    public int? AggGroup { get; init; }

    public static DepthExchange Decode(ref FieldReader fields) =>
        new()
        {
            Exchange = fields.ReadText("exchange"),
            SecType = fields.ReadText("secType"),
            ListingExch = fields.ReadText("listingExch"),
            ServiceDataType = fields.ReadText("serviceDataType"),
            AggGroup = fields.ReadInt32OrEmpty("aggGroup"),
        };

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteText(Exchange, "exchange");
        fields.WriteText(SecType, "secType");
        fields.WriteText(ListingExch, "listingExch");
        fields.WriteText(ServiceDataType, "serviceDataType");
        fields.WriteInt32OrMax(AggGroup);
    }
}
