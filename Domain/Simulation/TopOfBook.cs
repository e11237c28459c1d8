using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>Best bid and ask with their displayed sizes and the last trade, at one instant of a simulated market.</summary>
public readonly record struct TopOfBook(Price Bid, Quantity BidSize, Price Ask, Quantity AskSize, Price Last, Quantity LastSize);
