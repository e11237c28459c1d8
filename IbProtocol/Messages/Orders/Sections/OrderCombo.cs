using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Legs of a combination with their prices and routing options.</summary>
internal static class OrderCombo
{
    public static (TwsContract Contract, TwsOrder Order) Read(ref FieldReader fields, TwsContract contract, TwsOrder order)
    {
        contract = contract with { ComboLegs = fields.ReadList("comboLegsCount", TwsComboLeg.Decode) };
        order = order with
        {
            OrderComboLegs = fields.ReadList("orderComboLegsCount", static (ref FieldReader item) => item.ReadDecimalOrEmpty("legPrice")),
            SmartComboRoutingParams = TwsTagValues.ReadList(ref fields, "smartComboRoutingParamsCount"),
        };
        return (contract, order);
    }

    public static void Write(ref FieldWriter fields, TwsContract contract, TwsOrder order)
    {
        fields.WriteList(contract.ComboLegs, static (ref FieldWriter item, TwsComboLeg leg) => leg.Encode(ref item));
        fields.WriteList(order.OrderComboLegs, static (ref FieldWriter item, decimal? price) => item.WriteDecimalOrEmpty(price));
        TwsTagValues.WriteList(ref fields, order.SmartComboRoutingParams);
    }
}
