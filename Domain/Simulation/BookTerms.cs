using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>What an order asks of a <see cref="MatchingBook"/>: at which price, from when on, and for how long.</summary>
/// <param name="Trigger">Null for an order that works at once.</param>
public sealed record BookTerms(BookPricing Pricing, BookTrigger? Trigger = null, BookLife Life = BookLife.Resting)
{
    /// <summary>It trades outside the regular hours too.</summary>
    public bool OutsideRth { get; init; }

    /// <summary>It fills completely or not at all, but waits for that.</summary>
    public bool AllOrNone { get; init; }

    /// <summary>The least that its first fill must bring; 0 for any.</summary>
    public decimal MinQuantity { get; init; }

    /// <summary>Of the orders of one group only one can fill at a quote; 0 for none.</summary>
    public long Group { get; init; }
}

/// <summary>The price at which an order trades.</summary>
public abstract record BookPricing
{
    private BookPricing()
    {
    }

    /// <summary>The best price of the other side.</summary>
    public sealed record Market : BookPricing;

    public sealed record Limit(Price Price) : BookPricing;

    /// <summary>The middle between bid and ask, worse by <paramref name="Offset"/>, never beyond <paramref name="Cap"/>.</summary>
    public sealed record Midpoint(decimal Offset, Price? Cap) : BookPricing;

    /// <summary>The own side's best price, better for the other side by <paramref name="Offset"/>, never beyond <paramref name="Cap"/>.</summary>
    public sealed record Relative(decimal Offset, Price? Cap) : BookPricing;
}

/// <summary>The price that wakes an order.</summary>
public abstract record BookTrigger(TriggerSource Source)
{
    /// <summary>Wakes when the market moves against the side: up for a buyer, down for a seller.</summary>
    public sealed record Stop(Price Price, TriggerSource Source = TriggerSource.Last) : BookTrigger(Source);

    /// <summary>Wakes when the market comes to the side: down for a buyer, up for a seller.</summary>
    public sealed record Touch(Price Price, TriggerSource Source = TriggerSource.Last) : BookTrigger(Source);

    /// <summary>A stop that follows the market at a distance while it moves in favour of the side.</summary>
    /// <param name="Price">The stop now; null before the first quote.</param>
    /// <param name="Distance">In price, or in percent of the market.</param>
    /// <param name="LimitOffset">Once awake it becomes a limit order that much beyond the stop; null for a market order.</param>
    public sealed record Trail(Price? Price, decimal Distance, bool IsPercent, decimal? LimitOffset, TriggerSource Source = TriggerSource.Last) : BookTrigger(Source);
}

/// <summary>Which price a trigger watches.</summary>
public enum TriggerSource
{
    Last = 1,

    /// <summary>The ask for a buyer, the bid for a seller.</summary>
    BidAsk = 2,
    LastOrBidAsk = 3,
    Midpoint = 4,
}

public enum BookLife
{
    /// <summary>Until it is filled or taken out.</summary>
    Resting = 1,

    /// <summary>What cannot fill at once ends.</summary>
    Immediate = 2,

    /// <summary>All at once or nothing.</summary>
    FillOrKill = 3,

    /// <summary>Only in the auction that opens a session.</summary>
    Opening = 4,

    /// <summary>Only in the auction that closes a session.</summary>
    Closing = 5,
}
