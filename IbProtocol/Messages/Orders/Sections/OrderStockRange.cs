using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Prices of box and stock-range orders.</summary>
internal static class OrderStockRange
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order) =>
        order with
        {
            StartingPrice = fields.ReadDecimalOrEmpty("startingPrice"),
            StockRefPrice = fields.ReadDecimalOrEmpty("stockRefPrice"),
            Delta = fields.ReadDecimalOrEmpty("delta"),
            StockRangeLower = fields.ReadDecimalOrEmpty("stockRangeLower"),
            StockRangeUpper = fields.ReadDecimalOrEmpty("stockRangeUpper"),
        };

    public static void Write(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteDecimalOrEmpty(order.StartingPrice);
        fields.WriteDecimalOrEmpty(order.StockRefPrice);
        fields.WriteDecimalOrEmpty(order.Delta);
        fields.WriteDecimalOrEmpty(order.StockRangeLower);
        fields.WriteDecimalOrEmpty(order.StockRangeUpper);
    }
}
