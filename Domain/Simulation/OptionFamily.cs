using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>The monthly options of one underlying: contracts follow from the calendar, their ids from underlying, month, strike and right.</summary>
/// <param name="Number">Of the family; part of every contract id.</param>
/// <param name="StrikeStep">Between two neighbouring strikes.</param>
public sealed record OptionFamily(Listing Underlying, int Number, decimal StrikeStep)
{
    public const int FirstConId = 700_000_000;

    /// <summary>The penny rule of US options: 0.01 below three dollars, 0.05 from there.</summary>
    public const int MarketRule = 110;

    public const decimal Multiplier = 100;

    private const int ConIdsPerFamily = 1_000_000;
    private const int ConIdsPerMonth = 1_000;
    private const int StrikesToEachSide = 40;
    private const int ListedMonths = 6;

    public static ImmutableArray<TickRule> TickRules { get; } = [new(0, 0.01m), new(3, 0.05m)];

    /// <summary>Ascending; fixed around the reference price.</summary>
    public ImmutableArray<decimal> Strikes { get; } = StrikesAround(Underlying.ReferencePrice.Value, StrikeStep);

    /// <summary>Last trading days of the months listed at that time, ascending.</summary>
    public IEnumerable<DateOnly> Expirations(DateTimeOffset now) =>
        Enumerable.Range(MonthlyCycle.MonthOf(now), ListedMonths + 1).Select(MonthlyCycle.ThirdFriday)
            .Where(day => MonthlyCycle.EndOf(day) > now).Take(ListedMonths);

    public IEnumerable<Listing> Listed(DateTimeOffset now) =>
        from day in Expirations(now)
        from strike in Enumerable.Range(0, Strikes.Length)
        from right in (OptionRight[])[OptionRight.Call, OptionRight.Put]
        select Make(day, strike, right);

    /// <summary>The contract with that id, expired or not; null when it is not of this family.</summary>
    public Listing? Find(int conId)
    {
        var offset = conId - FirstConId - Number * ConIdsPerFamily;
        var (month, rest) = Math.DivRem(offset, ConIdsPerMonth);
        return offset is < 0 or >= ConIdsPerFamily || rest / 2 >= Strikes.Length || month >= MonthlyCycle.Months
            ? null
            : Make(MonthlyCycle.ThirdFriday(month), rest / 2, rest % 2 == 0 ? OptionRight.Call : OptionRight.Put);
    }

    private Listing Make(DateOnly day, int strikeIndex, OptionRight right)
    {
        var strike = Strikes[strikeIndex];
        var of = Underlying.Instrument;
        var conId = FirstConId + Number * ConIdsPerFamily + MonthlyCycle.IndexOf(day) * ConIdsPerMonth + strikeIndex * 2 + (right == OptionRight.Call ? 0 : 1);
        var letter = right == OptionRight.Call ? 'C' : 'P';
        var localSymbol = string.Create(CultureInfo.InvariantCulture, $"{of.Symbol,-6}{day:yyMMdd}{letter}{(long)(strike * 1000):D8}");
        var instrument = new Instrument(
            ConId.Of(conId), of.Symbol, SecurityType.Option, "SMART", null, of.Currency, Multiplier, localSymbol, of.Symbol, of.LongName,
            TickRules, Quantity.Of(1), Quantity.Of(1), [], [], of.TimeZone, day, strike, right);
        var smile = 1 + 0.4 * Math.Abs(Math.Log((double)(strike / Underlying.ReferencePrice.Value)));
        var volatility = Underlying.AnnualVolatility * smile;
        return new Listing(instrument, Underlying.ReferencePrice, volatility, 2, 20)
        {
            Lot = 1,
            MarketRule = MarketRule,
            Commission = CommissionModel.IbOptions,
            Derivation = new Derivation.Option(Underlying, MonthlyCycle.EndOf(day), (double)strike, right, volatility),
        };
    }

    private static ImmutableArray<decimal> StrikesAround(decimal price, decimal step)
    {
        var middle = Math.Round(price / step) * step;
        return [.. Enumerable.Range(-StrikesToEachSide, 2 * StrikesToEachSide + 1).Select(i => middle + i * step).Where(static strike => strike > 0)];
    }
}
