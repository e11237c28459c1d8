using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One leg of a combination. Data requests carry the first four fields, orders all eight.</summary>
public sealed record TwsComboLeg
{
    public int ConId { get; init; }

    public int Ratio { get; init; }

    /// <summary>BUY or SELL.</summary>
    public string? Action { get; init; }

    public string? Exchange { get; init; }

    /// <summary>0 same as the order, 1 open, 2 close, 3 unknown.</summary>
    public int OpenClose { get; init; }

    public int ShortSaleSlot { get; init; }

    public string? DesignatedLocation { get; init; }

    /// <summary>-1 when unused.</summary>
    public int ExemptCode { get; init; }

    public static TwsComboLeg Decode(ref FieldReader fields) =>
        new()
        {
            ConId = fields.ReadInt32("leg.conId"),
            Ratio = fields.ReadInt32("leg.ratio"),
            Action = fields.ReadText("leg.action"),
            Exchange = fields.ReadText("leg.exchange"),
            OpenClose = fields.ReadInt32("leg.openClose"),
            ShortSaleSlot = fields.ReadInt32("leg.shortSaleSlot"),
            DesignatedLocation = fields.ReadText("leg.designatedLocation"),
            ExemptCode = fields.ReadInt32("leg.exemptCode"),
        };

    public void Encode(ref FieldWriter fields)
    {
        EncodeShort(ref fields);
        fields.WriteInt32(OpenClose);
        fields.WriteInt32(ShortSaleSlot);
        fields.WriteText(DesignatedLocation, "leg.designatedLocation");
        fields.WriteInt32(ExemptCode);
    }

    /// <summary>The legs of a data request.</summary>
    internal static ValueList<TwsComboLeg> DecodeShortLegs(ref FieldReader fields) =>
        fields.ReadList("comboLegsCount", DecodeShort);

    internal static void EncodeShortLegs(ref FieldWriter fields, ValueList<TwsComboLeg> legs) =>
        fields.WriteList(legs, static (ref FieldWriter item, TwsComboLeg leg) => leg.EncodeShort(ref item));

    private static TwsComboLeg DecodeShort(ref FieldReader fields) =>
        new()
        {
            ConId = fields.ReadInt32("leg.conId"),
            Ratio = fields.ReadInt32("leg.ratio"),
            Action = fields.ReadText("leg.action"),
            Exchange = fields.ReadText("leg.exchange"),
        };

    private void EncodeShort(ref FieldWriter fields)
    {
        fields.WriteInt32(ConId);
        fields.WriteInt32(Ratio);
        fields.WriteText(Action, "leg.action");
        fields.WriteText(Exchange, "leg.exchange");
    }
}
