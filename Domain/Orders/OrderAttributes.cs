using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>What an order may carry besides side, quantity, type and time in force. Everything absent is the plain order.</summary>
/// <param name="OutsideRth">May fill outside of regular trading hours.</param>
/// <param name="GoodTill">When a <see cref="TimeInForce.Gtd"/> order ends, UTC.</param>
/// <param name="Oca">The group whose members cancel or reduce each other.</param>
/// <param name="Bracket">Its place in a bracket.</param>
/// <param name="Algo">IB's algo that works it.</param>
public sealed record OrderAttributes(bool OutsideRth = false, DateTimeOffset? GoodTill = null, OcaGroup? Oca = null, BracketLeg? Bracket = null, OrderAlgo? Algo = null)
{
    public static OrderAttributes None { get; } = new();
}

/// <summary>A one-cancels-all group of one strategy: when a member fills, the others go or shrink.</summary>
/// <param name="Name">1 to 20 characters of A-Z, a-z, 0-9 and dash; unique within the strategy, and not used again once its orders are over.</param>
public sealed record OcaGroup(string Name, OcaType Type);

/// <summary>What a fill of one member does to the others (IB: ocaType).</summary>
public enum OcaType
{
    /// <summary>Cancels them; only one member is in the market at a time, so that they never overfill.</summary>
    CancelWithBlock = 1,

    /// <summary>Reduces them by what filled; only one is in the market at a time.</summary>
    ReduceWithBlock = 2,

    /// <summary>Reduces them by what filled; all are in the market, so that two may fill at once.</summary>
    ReduceWithoutBlock = 3,
}

/// <summary>An order's place in a bracket: nothing of it works before its last leg has arrived.</summary>
/// <param name="Parent">The order that must fill first; null for the parent itself.</param>
/// <param name="Transmit">False keeps it at the server until the last leg comes.</param>
/// <param name="TakeProfit">For the parent: its exit with a profit; null for none.</param>
/// <param name="StopLoss">For the parent: its exit with a loss; null for none.</param>
public sealed record BracketLeg(ClientOrderId? Parent, bool Transmit, ClientOrderId? TakeProfit = null, ClientOrderId? StopLoss = null);
