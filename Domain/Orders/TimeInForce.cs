namespace OrleansTrader.Domain.Orders;

/// <summary>How long an order lives (IB: tif).</summary>
public enum TimeInForce
{
    Day = 1,
    Gtc = 2,
    Ioc = 3,
    Fok = 4,

    /// <summary>Until an instant of its own (<see cref="OrderAttributes.GoodTill"/>).</summary>
    Gtd = 5,

    /// <summary>In the opening auction only: market or limit on open.</summary>
    Opg = 6,
}
