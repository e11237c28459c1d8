using System.Reflection;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>The order type with exactly the prices it needs. A new type is one record here and one line in the bridge's table of wire words.</summary>
/// <remarks>At the open: market or limit with <see cref="TimeInForce.Opg"/>, as on the wire.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Market), "market")]
[JsonDerivedType(typeof(Limit), "limit")]
[JsonDerivedType(typeof(Stop), "stop")]
[JsonDerivedType(typeof(StopLimit), "stop-limit")]
[JsonDerivedType(typeof(TrailingStop), "trailing-stop")]
[JsonDerivedType(typeof(TrailingStopLimit), "trailing-stop-limit")]
[JsonDerivedType(typeof(MarketOnClose), "market-on-close")]
[JsonDerivedType(typeof(LimitOnClose), "limit-on-close")]
[JsonDerivedType(typeof(MarketIfTouched), "market-if-touched")]
[JsonDerivedType(typeof(LimitIfTouched), "limit-if-touched")]
[JsonDerivedType(typeof(Relative), "relative")]
[JsonDerivedType(typeof(Midpoint), "midpoint")]
public abstract record OrderTerms
{
    private static readonly Dictionary<Type, string> Names = typeof(OrderTerms).GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
        .ToDictionary(static derived => derived.DerivedType, static derived => (string)derived.TypeDiscriminator!);

    private OrderTerms()
    {
    }

    /// <summary>The type's name in the journal, in tables and over REST.</summary>
    [JsonIgnore]
    public string Name => Names[GetType()];

    /// <summary>The worst price it may trade at; null when the market decides.</summary>
    public virtual Price? Worst() => null;

    /// <summary>The price that wakes it; null when it works at once or follows the market.</summary>
    public virtual Price? Trigger() => null;

    /// <summary>The distance from the market that must be more than zero, with its name.</summary>
    public virtual (string Name, decimal Value)? Distance() => null;

    /// <summary>At the best price now.</summary>
    public sealed record Market : OrderTerms;

    /// <summary>At <paramref name="LimitPrice"/> or better.</summary>
    public sealed record Limit(Price LimitPrice) : OrderTerms
    {
        public override Price? Worst() => LimitPrice;
    }

    /// <summary>Becomes a market order once the market trades at or through <paramref name="StopPrice"/>.</summary>
    public sealed record Stop(Price StopPrice) : OrderTerms
    {
        public override Price? Trigger() => StopPrice;
    }

    /// <summary>Becomes a limit order at <paramref name="LimitPrice"/> once the market trades at or through <paramref name="StopPrice"/>.</summary>
    public sealed record StopLimit(Price StopPrice, Price LimitPrice) : OrderTerms
    {
        public override Price? Worst() => LimitPrice;

        public override Price? Trigger() => StopPrice;
    }

    /// <summary>A stop that follows the market at a distance and never moves back.</summary>
    /// <param name="InitialStop">Where it starts; null lets the broker start it at the distance from the market.</param>
    public sealed record TrailingStop(Trail Trail, Price? InitialStop = null) : OrderTerms
    {
        public override Price? Trigger() => InitialStop;

        public override (string Name, decimal Value)? Distance() => ("trail", Trail.Value);
    }

    /// <summary>A trailing stop that becomes a limit order <paramref name="LimitOffset"/> beyond its stop price.</summary>
    public sealed record TrailingStopLimit(Trail Trail, Price InitialStop, decimal LimitOffset) : OrderTerms
    {
        public override Price? Trigger() => InitialStop;

        public override (string Name, decimal Value)? Distance() => ("trail", Trail.Value);
    }

    /// <summary>At the price of the closing auction.</summary>
    public sealed record MarketOnClose : OrderTerms;

    /// <summary>In the closing auction at <paramref name="LimitPrice"/> or better.</summary>
    public sealed record LimitOnClose(Price LimitPrice) : OrderTerms
    {
        public override Price? Worst() => LimitPrice;
    }

    /// <summary>Becomes a market order once the market touches a better price: a buy below the market, a sell above it.</summary>
    public sealed record MarketIfTouched(Price TouchPrice) : OrderTerms
    {
        public override Price? Trigger() => TouchPrice;
    }

    /// <summary>Becomes a limit order at <paramref name="LimitPrice"/> once the market touches <paramref name="TouchPrice"/>.</summary>
    public sealed record LimitIfTouched(Price TouchPrice, Price LimitPrice) : OrderTerms
    {
        public override Price? Worst() => LimitPrice;

        public override Price? Trigger() => TouchPrice;
    }

    /// <summary>Follows the best price on its own side, more aggressive by <paramref name="Offset"/>, never beyond <paramref name="Cap"/>.</summary>
    public sealed record Relative(decimal Offset, Price? Cap = null) : OrderTerms
    {
        public override Price? Worst() => Cap;

        public override (string Name, decimal Value)? Distance() => ("offset", Offset);
    }

    /// <summary>Follows the middle of bid and ask, never beyond <paramref name="Cap"/>.</summary>
    public sealed record Midpoint(Price? Cap = null) : OrderTerms
    {
        public override Price? Worst() => Cap;
    }
}

/// <summary>How far a trailing stop stays behind the market.</summary>
public readonly record struct Trail(TrailUnit Unit, decimal Value)
{
    /// <summary>A distance in price.</summary>
    public static Trail Amount(decimal amount) => new(TrailUnit.Amount, amount);

    /// <summary>A share of the market price in percent: 2 is 2 %.</summary>
    public static Trail Percent(decimal percent) => new(TrailUnit.Percent, percent);

    public override string ToString() => FormattableString.Invariant($"{Value}{(Unit == TrailUnit.Percent ? "%" : "")}");
}

public enum TrailUnit
{
    Amount = 1,
    Percent = 2,
}
