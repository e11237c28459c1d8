namespace OrleansTrader.Domain.Values;

/// <summary>The direction of an order or fill. Quantities are unsigned; a signed holding is a <see cref="PositionQuantity"/>.</summary>
public enum Side
{
    Buy = 1,
    Sell = 2,
}

public static class Sides
{
    /// <summary>+1 for a buy, -1 for a sell.</summary>
    public static int Sign(this Side side) => side == Side.Buy ? 1 : -1;

    public static Side Opposite(this Side side) => side == Side.Buy ? Side.Sell : Side.Buy;
}
