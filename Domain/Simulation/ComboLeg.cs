namespace OrleansTrader.Domain.Simulation;

/// <summary>One part of a combination.</summary>
/// <param name="Ratio">Units per unit of the combination: positive when buying the combination buys the leg.</param>
public sealed record ComboLeg(Listing Listing, int Ratio);
