using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Strategies;

/// <summary>Options that a strategy wants beside its feeds, as the broker lists them when it starts, and again each day: nobody has to know names and expiries.</summary>
/// <remarks>Each comes as a feed with quotes and is among <see cref="IStrategyContext.Instruments"/>; so is every option that the strategy holds, whatever the chain says.</remarks>
/// <param name="Underlying">A feed of the plan.</param>
/// <param name="FromDays">At least so many days to expiry.</param>
/// <param name="ToDays">At most so many.</param>
/// <param name="FromStrike">The lowest strike as a multiple of the underlying's price: 1.03 is 3 % above it.</param>
/// <param name="ToStrike">The highest.</param>
/// <param name="Most">So many at most: the nearest expiry first, there the strikes nearest to the price. Each takes a data line.</param>
/// <param name="Greeks">With their greeks.</param>
public sealed record OptionChain(string Underlying, OptionRight Right, int FromDays, int ToDays, decimal FromStrike, decimal ToStrike, int Most = 20, bool Greeks = false)
{
    /// <summary>The names of the options to ask for; a pair of expiry and strike that does not exist is among them like the others.</summary>
    public ImmutableArray<string> Pick(ImmutableArray<OptionClass> listed, Instrument underlying, Price price, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(underlying);
        var best = listed
            .OrderByDescending(one => one.Exchange == underlying.Exchange)
            .ThenByDescending(one => one.TradingClass == underlying.Symbol)
            .ThenByDescending(static one => one.Expiries.Length)
            .FirstOrDefault();
        if (best is null)
        {
            return [];
        }

        var expiries = best.Expiries.Where(day => day.DayNumber - today.DayNumber >= FromDays && day.DayNumber - today.DayNumber <= ToDays).Order();
        var strikes = best.Strikes.Where(strike => strike >= price.Value * FromStrike && strike <= price.Value * ToStrike).OrderBy(strike => Math.Abs(strike - price.Value)).ToArray();
        return [.. expiries.SelectMany(expiry => strikes.Select(strike => NameOf(underlying, expiry, strike))).Take(Most)];
    }

    private string NameOf(Instrument underlying, DateOnly expiry, decimal strike) => string.Create(
        CultureInfo.InvariantCulture,
        $"{underlying.Symbol} {expiry:yyyyMMdd} {(Right == OptionRight.Call ? 'C' : 'P')} {strike:0.######}{(underlying.Currency == Currency.Usd ? "" : ":" + underlying.Currency)}");
}
