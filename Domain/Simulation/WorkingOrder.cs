using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>One order in a <see cref="MatchingBook"/>; pure functions of it and a quote.</summary>
/// <param name="Pricing">That of the terms, or the limit of a trailing stop limit order that woke up.</param>
/// <param name="Active">It has no trigger, or woke up.</param>
internal readonly record struct WorkingOrder(long Id, Side Side, BookTerms Terms, BookPricing Pricing, decimal Leaves, long Arrival, bool Active)
{
    private const int StopDecimals = 6;

    /// <summary>Lower goes first: market orders, then the buyer who pays most and the seller who asks least, pegged orders last.</summary>
    public decimal Eagerness => Pricing switch
    {
        BookPricing.Market => decimal.MinValue,
        BookPricing.Limit limit => -Side.Sign() * limit.Price.Value,
        _ => decimal.MaxValue,
    };

    public bool IsPegged => Pricing is BookPricing.Midpoint or BookPricing.Relative;

    /// <summary>The worst price at which it trades now; null for any price.</summary>
    public decimal? LimitAt(in TopOfBook top) => Pricing switch
    {
        BookPricing.Limit limit => limit.Price.Value,
        BookPricing.Midpoint mid => Capped((top.Bid.Value + top.Ask.Value) / 2 - Side.Sign() * mid.Offset, mid.Cap),
        BookPricing.Relative relative => Capped((Side == Side.Buy ? top.Bid.Value : top.Ask.Value) + Side.Sign() * relative.Offset, relative.Cap),
        _ => null,
    };

    /// <summary>It would trade at <paramref name="price"/> when its limit is <paramref name="limit"/>.</summary>
    public bool Accepts(decimal price, decimal? limit) => limit is null || (Side == Side.Buy ? price <= limit : price >= limit);

    /// <summary>The order with its trailing stop moved to this quote; itself when nothing moved.</summary>
    public WorkingOrder Trailed(in TopOfBook top)
    {
        if (Terms.Trigger is not BookTrigger.Trail trail)
        {
            return this;
        }

        var watched = Watched(top, trail.Source);
        var distance = trail.IsPercent ? watched * trail.Distance / 100 : trail.Distance;
        var stop = Math.Round(watched + Side.Sign() * distance, StopDecimals);
        var follows = trail.Price is not { } now || (Side == Side.Buy ? stop < now.Value : stop > now.Value);
        return follows ? this with { Terms = Terms with { Trigger = trail with { Price = Price.Of(stop) } } } : this;
    }

    public bool IsTriggeredBy(in TopOfBook top) => Terms.Trigger switch
    {
        BookTrigger.Stop stop => Reaches(Watched(top, stop.Source), stop.Price.Value, Side),
        BookTrigger.Touch touch => Reaches(Watched(top, touch.Source), touch.Price.Value, Side.Opposite()),
        BookTrigger.Trail { Price: { } stop } trail => Reaches(Watched(top, trail.Source), stop.Value, Side),
        _ => false,
    };

    /// <summary>Awake; a trailing stop limit order gets its limit now.</summary>
    public WorkingOrder Woken() => Terms.Trigger is BookTrigger.Trail { LimitOffset: { } offset, Price: { } stop }
        ? this with { Active = true, Pricing = new BookPricing.Limit(Price.Of(stop.Value + Side.Sign() * offset)) }
        : this with { Active = true };

    private static bool Reaches(decimal watched, decimal price, Side side) => side == Side.Buy ? watched >= price : watched <= price;

    private decimal Watched(in TopOfBook top, TriggerSource source)
    {
        var quote = Side == Side.Buy ? top.Ask.Value : top.Bid.Value;
        return source switch
        {
            TriggerSource.BidAsk => quote,
            TriggerSource.LastOrBidAsk => Side == Side.Buy ? Math.Max(top.Last.Value, quote) : Math.Min(top.Last.Value, quote),
            TriggerSource.Midpoint => (top.Bid.Value + top.Ask.Value) / 2,
            _ => top.Last.Value,
        };
    }

    private decimal Capped(decimal price, Price? cap) => cap is not { } limit ? price : Side == Side.Buy ? Math.Min(price, limit.Value) : Math.Max(price, limit.Value);
}
