using System.Globalization;
using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>An account at the prices of one moment.</summary>
internal sealed record AccountValuation(SimulatedAccount Account, IReadOnlyDictionary<int, decimal> Prices)
{
    private const decimal MarginRate = 0.25m;

    public decimal StockValue => Account.Positions.Sum(p => p.Value.Quantity * PriceOf(p.Key));

    public decimal GrossPositionValue => Account.Positions.Sum(p => Math.Abs(p.Value.Quantity) * PriceOf(p.Key));

    public decimal NetLiquidation => Account.Cash + StockValue;

    public decimal Margin => Math.Round(GrossPositionValue * MarginRate, 2);

    public decimal AvailableFunds => NetLiquidation - Margin;

    public decimal Realized => Account.Positions.Values.Sum(static p => p.Realized);

    public decimal Unrealized => Account.Positions.Sum(p => UnrealizedOf(p.Key));

    public decimal PriceOf(int conId) => Prices.GetValueOrDefault(conId);

    public decimal UnrealizedOf(int conId) =>
        Account.Positions.GetValueOrDefault(conId) is { } position ? position.Quantity * (PriceOf(conId) - position.AverageCost) : 0;

    /// <summary>Key, value and currency as IB names them; the currency is empty for values that have none.</summary>
    public IEnumerable<(string Key, string Value, string Currency)> Values()
    {
        yield return ("AccountType", "INDIVIDUAL", "");
        yield return ("AccountReady", "true", "");
        yield return ("Cushion", (NetLiquidation == 0 ? 0 : Math.Round(AvailableFunds / NetLiquidation, 6)).ToString(CultureInfo.InvariantCulture), "");
        yield return ("Leverage", (NetLiquidation == 0 ? 0 : Math.Round(GrossPositionValue / NetLiquidation, 2)).ToString(CultureInfo.InvariantCulture), "");
        foreach (var (key, amount) in Amounts())
        {
            yield return (key, amount.ToString("F2", CultureInfo.InvariantCulture), "USD");
        }
    }

    /// <summary>The rows of the cash ledger in its one currency.</summary>
    public IEnumerable<(string Key, string Value, string Currency)> Ledger()
    {
        (string, decimal)[] rows =
        [
            ("CashBalance", Account.Cash), ("TotalCashBalance", Account.Cash), ("StockMarketValue", StockValue), ("NetLiquidationByCurrency", NetLiquidation),
            ("RealizedPnL", Realized), ("UnrealizedPnL", Unrealized), ("ExchangeRate", 1),
        ];
        yield return ("Currency", "USD", "USD");
        foreach (var (key, amount) in rows)
        {
            yield return (key, amount.ToString("F2", CultureInfo.InvariantCulture), "USD");
        }
    }

    private (string, decimal)[] Amounts() =>
    [
        ("NetLiquidation", NetLiquidation), ("TotalCashValue", Account.Cash), ("SettledCash", Account.Cash), ("AccruedCash", 0),
        ("EquityWithLoanValue", NetLiquidation), ("PreviousEquityWithLoanValue", NetLiquidation), ("GrossPositionValue", GrossPositionValue),
        ("BuyingPower", Math.Max(0, AvailableFunds) * 4), ("InitMarginReq", Margin), ("MaintMarginReq", Margin), ("AvailableFunds", AvailableFunds),
        ("ExcessLiquidity", AvailableFunds), ("FullInitMarginReq", Margin), ("FullMaintMarginReq", Margin), ("FullAvailableFunds", AvailableFunds),
        ("FullExcessLiquidity", AvailableFunds), ("LookAheadInitMarginReq", Margin), ("LookAheadMaintMarginReq", Margin),
        ("LookAheadAvailableFunds", AvailableFunds), ("LookAheadExcessLiquidity", AvailableFunds), ("RealizedPnL", Realized), ("UnrealizedPnL", Unrealized),
    ];
}
