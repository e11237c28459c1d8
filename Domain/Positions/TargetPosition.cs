using System.Text.Json.Serialization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>What a strategy wants to hold of one contract.</summary>
/// <param name="Version">The journal sequence of the event that set it; rises with every change.</param>
public sealed record TargetPosition(StrategyName Strategy, ConId ConId, PositionQuantity Quantity, ExecutionPolicy Policy, long Version, DateTimeOffset At);

/// <summary>How the difference between target and position is traded.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "policy")]
[JsonDerivedType(typeof(AtMarket), "market")]
[JsonDerivedType(typeof(AtLimit), "limit")]
public abstract record ExecutionPolicy
{
    private ExecutionPolicy()
    {
    }

    public static ExecutionPolicy Market { get; } = new AtMarket();

    /// <summary>Market orders.</summary>
    public sealed record AtMarket : ExecutionPolicy;

    /// <summary>Limit orders at this price, rounded to the tick in our favour.</summary>
    public sealed record AtLimit(Price Price) : ExecutionPolicy;
}
