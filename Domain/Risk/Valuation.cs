using System.Globalization;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Risk;

/// <summary>Positions and results in the account's currency, by the newest prices and the broker's exchange rates.</summary>
public static class Valuation
{
    private const string Liquidation = "NetLiquidation ";

    /// <summary>What one strategy, or the account, has won or lost since its books began, open positions at the newest price (at cost where none is known), commissions included.</summary>
    /// <param name="strategy">Null means all, <c>unknown</c> included.</param>
    public static decimal EquityOf(Book book, BrokerView view, StrategyName? strategy, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(environment);
        var total = 0m;
        foreach (var (holding, books) in book.Holdings)
        {
            if (strategy is null || holding.Strategy == strategy)
            {
                total += Result(holding.ConId, books, environment) * (Rate(book, view, books.Currency) ?? 0);
                total -= books.OtherCommissions.Sum(other => other.Value * (Rate(book, view, other.Key) ?? 0));
            }
        }

        return total;
    }

    /// <summary>What one unit of a contract is worth, at the newest price, else at what the position cost; null when neither or no exchange rate is known.</summary>
    public static decimal? UnitValue(Book book, BrokerView view, ConId conId, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.Instruments.TryGetValue(conId, out var instrument)
            && (environment.Price(conId) ?? CostOf(book, conId)) is { } price
            && Rate(book, view, instrument.Currency) is { } rate
                ? Math.Abs(price.Value) * instrument.Multiplier * rate
                : null;
    }

    /// <summary>Null until the broker told it.</summary>
    public static decimal? NetLiquidation(BrokerView view) => Base(view) is { } currency ? Number(view, Liquidation + currency) : null;

    /// <summary>Units of the account's currency per unit of another; null when nobody told it.</summary>
    public static decimal? Rate(Book book, BrokerView view, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(book);
        var own = Base(view) ?? book.Strategies.Values.FirstOrDefault()?.Capital.Currency.Value;
        return own is null || own == currency.Value ? 1 : Number(view, $"ExchangeRate {currency}");
    }

    private static decimal Result(ConId conId, HoldingBooks books, TradingEnvironment environment)
    {
        var state = books.Fold.State;
        var value = state.Quantity == 0 ? 0 : environment.Price(conId) is { } price ? state.Quantity * price.Value * books.Multiplier : state.OpenCost;
        return value - books.Fold.Traded - books.Commission;
    }

    private static Price? CostOf(Book book, ConId conId) => book.Holdings
        .Where(pair => pair.Key.ConId == conId && !pair.Value.Quantity.IsFlat)
        .Select(static pair => pair.Value.ToPosition(pair.Key, 0).AveragePrice)
        .FirstOrDefault();

    /// <summary>The currency in which the broker tells the net liquidation value.</summary>
    private static string? Base(BrokerView view) => view.AccountValues.Keys.FirstOrDefault(static key => key.StartsWith(Liquidation, StringComparison.Ordinal) && !key.EndsWith(" BASE", StringComparison.Ordinal))?[Liquidation.Length..];

    private static decimal? Number(BrokerView view, string key) =>
        view.AccountValues.TryGetValue(key, out var text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
