using System.Text.Json.Serialization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>The order type with exactly the prices it needs.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Market), "market")]
[JsonDerivedType(typeof(Limit), "limit")]
[JsonDerivedType(typeof(Stop), "stop")]
public abstract record OrderTerms
{
    private OrderTerms()
    {
    }

    /// <summary>At the best price now.</summary>
    public sealed record Market : OrderTerms;

    /// <summary>At <paramref name="LimitPrice"/> or better.</summary>
    public sealed record Limit(Price LimitPrice) : OrderTerms;

    /// <summary>Becomes a market order once the market trades at or through <paramref name="StopPrice"/>.</summary>
    public sealed record Stop(Price StopPrice) : OrderTerms;
}

/// <summary>How long an order lives (IB: tif).</summary>
public enum TimeInForce
{
    Day = 1,
    Gtc = 2,
    Ioc = 3,
    Fok = 4,
}
