using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Conditions; the two flags are there only when there is a condition.</summary>
internal static class OrderConditions
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order)
    {
        order = order with { Conditions = fields.ReadList("conditionsCount", OrderCondition.Decode) };
        if (order.Conditions.Count == 0)
        {
            return order;
        }

        return order with
        {
            ConditionsIgnoreRth = fields.ReadBool("conditionsIgnoreRth"),
            ConditionsCancelOrder = fields.ReadBool("conditionsCancelOrder"),
        };
    }

    public static void Write(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteList(order.Conditions, static (ref FieldWriter item, OrderCondition condition) => condition.Encode(ref item));
        if (order.Conditions.Count == 0)
        {
            return;
        }

        fields.WriteBool(order.ConditionsIgnoreRth);
        fields.WriteBool(order.ConditionsCancelOrder);
    }
}
