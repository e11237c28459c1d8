namespace OrleansTrader.Domain.Strategies;

/// <summary>What a strategy's <see cref="IStrategy.Save"/> gave, with the <see cref="IStrategy.StateVersion"/> of the class that gave it.</summary>
public sealed record SavedState(int Version, string Text);
