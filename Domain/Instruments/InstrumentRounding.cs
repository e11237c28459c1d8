using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Instruments;

/// <summary>Quantities and prices as the exchange takes them.</summary>
public static class InstrumentRounding
{
    /// <summary>The largest whole multiple of the size increment that is not more; zero when that is below the smallest order.</summary>
    public static Quantity RoundDown(this Instrument instrument, decimal quantity)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var increment = instrument.SizeIncrement.IsZero ? 1m : instrument.SizeIncrement.Value;
        var rounded = Math.Floor(quantity / increment) * increment;
        return rounded <= 0 || rounded < instrument.MinSize.Value ? Quantity.Zero : Quantity.Of(rounded);
    }

    /// <summary>Whether an order of this quantity is a whole multiple of the increment and large enough.</summary>
    public static bool IsTradable(this Instrument instrument, Quantity quantity) =>
        !quantity.IsZero && instrument.RoundDown(quantity.Value) == quantity;

    /// <summary>The price increment at this price level (IB market rule).</summary>
    public static decimal TickAt(this Instrument instrument, Price price)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var level = Math.Abs(price.Value);
        var tick = instrument.TickRules[0].Increment;
        foreach (var rule in instrument.TickRules)
        {
            tick = rule.LowEdge <= level ? rule.Increment : tick;
        }

        return tick;
    }

    /// <summary>The nearest valid price in our favour: down for a buy, up for a sell.</summary>
    public static Price RoundPrice(this Instrument instrument, Price price, Side side)
    {
        var tick = instrument.TickAt(price);
        var steps = price.Value / tick;
        return Price.Of((side == Side.Buy ? Math.Floor(steps) : Math.Ceiling(steps)) * tick);
    }

    public static bool IsOnTick(this Instrument instrument, Price price) => price.Value % instrument.TickAt(price) == 0;
}
