using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>The quarterly futures on one index.</summary>
/// <param name="Number">Of the family; part of every contract id.</param>
public sealed record FutureFamily(Listing Underlying, int Number, string Symbol, string Name, string Exchange, decimal Multiplier, decimal Tick, int MarketRule)
{
    public const int FirstConId = 600_000_000;

    private const int ConIdsPerFamily = 1_000;
    private const int MonthsPerQuarter = 3;
    private const int ListedQuarters = 5;
    private const string MonthLetters = "FGHJKMNQUVXZ";

    private readonly ImmutableArray<TickRule> _tickRules = [new(0, Tick)];

    /// <summary>Nearest expiry first.</summary>
    public IEnumerable<Listing> Listed(DateTimeOffset now) =>
        Enumerable.Range(MonthlyCycle.MonthOf(now), (ListedQuarters + 1) * MonthsPerQuarter)
            .Where(static month => month % MonthsPerQuarter == MonthsPerQuarter - 1).Select(Make)
            .Where(listing => !listing.IsExpired(now)).Take(ListedQuarters);

    /// <summary>The contract with that id, expired or not; null when it is not of this family.</summary>
    public Listing? Find(int conId)
    {
        var month = conId - FirstConId - Number * ConIdsPerFamily;
        return month is >= 0 and < MonthlyCycle.Months && month % MonthsPerQuarter == MonthsPerQuarter - 1 ? Make(month) : null;
    }

    private Listing Make(int month)
    {
        var day = MonthlyCycle.ThirdFriday(month);
        var localSymbol = string.Create(CultureInfo.InvariantCulture, $"{Symbol}{MonthLetters[day.Month - 1]}{day.Year % 10}");
        var instrument = new Instrument(
            ConId.Of(FirstConId + Number * ConIdsPerFamily + month), Symbol, SecurityType.Future, Exchange, null, Underlying.Instrument.Currency, Multiplier,
            localSymbol, Symbol, Name, _tickRules, Quantity.Of(1), Quantity.Of(1), [], [], "America/Chicago", day);
        return new Listing(instrument, Underlying.ReferencePrice, Underlying.AnnualVolatility, 1, 40)
        {
            Lot = 1,
            MarketRule = MarketRule,
            Commission = CommissionModel.IbFutures,
            Derivation = new Derivation.Future(Underlying, MonthlyCycle.EndOf(day)),
        };
    }
}
