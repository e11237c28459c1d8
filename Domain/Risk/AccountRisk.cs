using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Risk;

/// <summary>The limits of the account: what all positions together may be worth with one more order, working orders at their worst.</summary>
internal static class AccountRisk
{
    public static Denial? Check(Book book, BrokerView view, OrderIntent intent, Quantity more, TradingEnvironment environment)
    {
        var limits = environment.LimitsOf(book, null);
        if (limits is { MaxGross: null, MaxNet: null, MaxLeverage: null, MaxAccountDailyLoss: null })
        {
            return null;
        }

        if (Valuation.UnitValue(book, view, intent.ConId, environment) is not { } each)
        {
            return new Denial(DenialCode.GrossLimit, $"No price or exchange rate of {environment.Instruments[intent.ConId].Symbol} is known, so the account's limits cannot be checked.");
        }

        var exposures = book.Live.Keys.Union(book.Net.Keys).Append(intent.ConId).Distinct()
            .Select(conId => (ConId: conId, Exposure: Exposure.Of(book.NetOf(conId), book.LiveOrdersOf(conId)), Each: Valuation.UnitValue(book, view, conId, environment) ?? 0))
            .ToArray();
        var before = new Totals(exposures.Sum(static e => Worst(e.Exposure) * e.Each), exposures.Sum(static e => e.Exposure.Highest * e.Each), exposures.Sum(static e => e.Exposure.Lowest * e.Each));
        var mine = exposures.First(e => e.ConId == intent.ConId).Exposure;
        var with = intent.Side == Side.Buy ? mine with { Buys = mine.Buys + more.Value } : mine with { Sells = mine.Sells + more.Value };
        var after = new Totals(
            before.Gross + ((Worst(with) - Worst(mine)) * each), before.Highest + ((with.Highest - mine.Highest) * each), before.Lowest + ((with.Lowest - mine.Lowest) * each));
        var instrument = environment.Instruments[intent.ConId];
        return Gross(before, after, limits, each, instrument)
            ?? Net(before, after, limits, each, instrument)
            ?? Leverage(before, after, limits, each, instrument, Valuation.NetLiquidation(view))
            ?? Loss(book, view, environment, limits);
    }

    private static decimal Worst(Exposure exposure) => Math.Max(Math.Abs(exposure.Highest), Math.Abs(exposure.Lowest));

    private static Denial? Gross(Totals before, Totals after, RiskLimits limits, decimal each, Instrument instrument) =>
        limits.MaxGross is { } limit && after.Gross > limit && after.Gross > before.Gross
            ? Over(DenialCode.GrossLimit, "The account's gross value could be", after.Gross, limit, limit - before.Gross, each, instrument)
            : null;

    private static Denial? Net(Totals before, Totals after, RiskLimits limits, decimal each, Instrument instrument) =>
        limits.MaxNet is { } limit && after.Net > limit && after.Net > before.Net
            ? Over(DenialCode.NetLimit, "The account's net value could be", after.Net, limit, limit - before.Net, each, instrument)
            : null;

    private static Denial? Leverage(Totals before, Totals after, RiskLimits limits, decimal each, Instrument instrument, decimal? liquidation)
    {
        if (limits.MaxLeverage is not { } limit)
        {
            return null;
        }

        if (liquidation is not > 0)
        {
            return new Denial(DenialCode.LeverageLimit, $"The account's net liquidation value is not known, so its leverage cannot be held to {limit}.", null, limit);
        }

        var leverage = Money.Divide(after.Gross, liquidation.Value);
        return leverage > limit && after.Gross > before.Gross
            ? Over(DenialCode.LeverageLimit, "The account's leverage could be", leverage, limit, (limit * liquidation.Value) - before.Gross, each, instrument)
            : null;
    }

    private static Denial? Loss(Book book, BrokerView view, TradingEnvironment environment, RiskLimits limits) =>
        limits.MaxAccountDailyLoss is { } limit
        && book.Marks.TryGetValue(EquityMark.Account, out var mark)
        && mark.Opening - Valuation.EquityOf(book, view, null, environment) is var loss
        && loss >= limit
            ? new Denial(DenialCode.DailyLoss, $"The account lost {loss:0.##} today, the limit is {limit}; orders that reduce would pass.", loss, limit)
            : null;

    private static Denial Over(DenialCode code, string what, decimal value, decimal limit, decimal room, decimal each, Instrument instrument)
    {
        var passes = each <= 0 || room <= 0 ? 0 : instrument.RoundDown(room / each).Value;
        return new Denial(code, $"{what} {value:0.##}, above {limit}; {passes} would pass.", value, limit, passes);
    }

    private readonly record struct Totals(decimal Gross, decimal Highest, decimal Lowest)
    {
        /// <summary>The larger of both sides.</summary>
        public decimal Net => Math.Max(Math.Abs(Highest), Math.Abs(Lowest));
    }
}
