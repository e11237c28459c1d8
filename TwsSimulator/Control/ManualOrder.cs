namespace OrleansTrader.TwsSimulator.Control;

/// <summary>An order as if placed by hand in the gateway's window.</summary>
/// <param name="Side">BUY or SELL.</param>
/// <param name="OrderType">MKT, LMT or STP.</param>
/// <param name="Price">Limit or stop price.</param>
public sealed record ManualOrder(
    int ConId, string Side, decimal Quantity, string OrderType = "MKT", decimal? Price = null, string? Account = null, string? OrderRef = null, string TimeInForce = "DAY");

/// <summary>Sets the price of a contract, or shifts it.</summary>
/// <param name="Price">The new middle between bid and ask.</param>
/// <param name="Percent">By how much it moves.</param>
public sealed record PriceChange(int ConId, decimal? Price = null, decimal? Percent = null);

/// <summary>A quote as the market shows it now.</summary>
public sealed record PriceView(int ConId, string Symbol, decimal Bid, decimal BidSize, decimal Ask, decimal AskSize, decimal Last);
