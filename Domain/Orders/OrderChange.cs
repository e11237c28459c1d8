using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>What a working order is to become. Side, contract, type and attributes never change: IB takes price and size alone.</summary>
/// <param name="Quantity">The new total, what is filled included.</param>
/// <param name="Terms">The same type as before, with its prices.</param>
/// <param name="RequestedAt">When it was journaled.</param>
public sealed record OrderChange(Quantity Quantity, OrderTerms Terms, DateTimeOffset RequestedAt);
