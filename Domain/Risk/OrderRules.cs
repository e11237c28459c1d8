using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Risk;

/// <summary>What no venue would take: refused here with the reason, before an order id is spent on it.</summary>
public static class OrderRules
{
    /// <summary>The closing auctions of the US exchanges take nothing new in their last ten minutes.</summary>
    private static readonly TimeSpan ClosingCutOff = TimeSpan.FromMinutes(10);

    /// <returns>The first rule that the order breaks; null when it breaks none.</returns>
    public static Denial? Check(OrderIntent intent, Instrument instrument, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(instrument);
        return Magnitudes.Check(intent.Quantity, intent.Terms) ?? Size(intent, instrument) ?? Prices(intent, instrument) ?? Life(intent, now) ?? Auction(intent, instrument, now) ?? Attributes(intent);
    }

    private static Denial? Size(OrderIntent intent, Instrument instrument)
    {
        if (instrument.IsTradable(intent.Quantity))
        {
            return null;
        }

        var passes = instrument.RoundDown(intent.Quantity.Value);
        return new Denial(
            DenialCode.InvalidOrder,
            $"{intent.Quantity} {instrument.Symbol} is not a whole multiple of {instrument.SizeIncrement} or below {instrument.MinSize}; "
            + (passes.IsZero ? $"at least {instrument.MinSize} would pass." : $"{passes} would pass."),
            intent.Quantity.Value,
            instrument.SizeIncrement.Value,
            passes.IsZero ? instrument.MinSize.Value : passes.Value);
    }

    private static Denial? Prices(OrderIntent intent, Instrument instrument)
    {
        if (intent.Terms.Distance() is { Value: <= 0 } distance)
        {
            return Invalid($"The {distance.Name} of a {intent.Terms.Name} order must be more than zero, not {distance.Value}.", distance.Value, 0);
        }

        Price?[] prices = [intent.Terms.Worst(), intent.Terms.Trigger()];
        return Array.Find(prices, price => price is { } p && !instrument.IsOnTick(p)) is { } off
            ? new Denial(
                DenialCode.InvalidOrder,
                $"Price {off} of {instrument.Symbol} is off the tick {instrument.TickAt(off)}; {instrument.RoundPrice(off, intent.Side)} would pass.",
                off.Value,
                instrument.TickAt(off),
                instrument.RoundPrice(off, intent.Side).Value)
            : null;
    }

    private static Denial? Life(OrderIntent intent, DateTimeOffset now) => intent switch
    {
        { TimeInForce: TimeInForce.Gtd, GoodTill: null } => Invalid("A GTD order needs the instant at which it ends."),
        { TimeInForce: TimeInForce.Gtd, GoodTill: { } end } when end <= now => Invalid($"It would end at {end:yyyy-MM-dd HH:mm:ss} UTC, which is past."),
        { TimeInForce: not TimeInForce.Gtd, GoodTill: not null } => Invalid($"Only a GTD order ends at an instant; this one is {intent.TimeInForce}."),
        { TimeInForce: TimeInForce.Opg, Terms: not (OrderTerms.Market or OrderTerms.Limit) } => Invalid($"A {intent.Terms.Name} order cannot be for the open: market and limit can."),
        { TimeInForce: TimeInForce.Ioc or TimeInForce.Fok, Terms: not (OrderTerms.Market or OrderTerms.Limit or OrderTerms.Relative) } =>
            Invalid($"A {intent.Terms.Name} order cannot be {intent.TimeInForce}: it waits by its nature."),
        { TimeInForce: not TimeInForce.Day, Terms: OrderTerms.MarketOnClose or OrderTerms.LimitOnClose or OrderTerms.Midpoint } =>
            Invalid($"A {intent.Terms.Name} order lives for the day only, not {intent.TimeInForce}."),
        _ => null,
    };

    /// <summary>Hours that nobody knows forbid nothing.</summary>
    private static Denial? Auction(OrderIntent intent, Instrument instrument, DateTimeOffset now)
    {
        if (instrument.LiquidHours.IsDefaultOrEmpty)
        {
            return null;
        }

        var session = instrument.LiquidHours.FirstOrDefault(session => session.Contains(now));
        return intent switch
        {
            { TimeInForce: TimeInForce.Opg } when session != default => Outside($"The opening auction of {instrument.Symbol} is over since {session.Open:HH:mm} UTC."),
            { Terms: OrderTerms.MarketOnClose or OrderTerms.LimitOnClose } when session != default && now >= session.Close - ClosingCutOff =>
                Outside($"The closing auction of {instrument.Symbol} takes no new orders after {session.Close - ClosingCutOff:HH:mm} UTC."),
            _ => null,
        };
    }

    private static Denial? Attributes(OrderIntent intent) => intent switch
    {
        { Algo: not null, Terms: not (OrderTerms.Market or OrderTerms.Limit) } => Invalid($"An algo works market and limit orders, not {intent.Terms.Name}."),
        { Algo: not null, TimeInForce: TimeInForce.Ioc or TimeInForce.Fok or TimeInForce.Opg } => Invalid($"An algo takes time: {intent.TimeInForce} does not go with it."),
        { Algo: OrderAlgo.Twap { Start: { } start, End: { } end } } when end <= start => Invalid("The TWAP would end before it starts."),
        { Oca.Name: var name } when !IsWord(name) => Invalid($"'{name}' does not name an OCA group: 1 to 20 characters of A-Z, a-z, 0-9 and dash."),
        _ => null,
    };

    private static bool IsWord(string? name) => name is null || (name.Length is >= 1 and <= 20 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    private static Denial Invalid(string text, decimal? value = null, decimal? limit = null) => new(DenialCode.InvalidOrder, text, value, limit);

    private static Denial Outside(string text) => new(DenialCode.OutsideSession, text);
}
