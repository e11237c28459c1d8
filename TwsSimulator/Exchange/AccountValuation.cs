using System.Globalization;
using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>One holding at the price of one moment.</summary>
/// <param name="Price">Per unit, without multiplier.</param>
internal readonly record struct Holding(Listing Listing, SimulatedPosition Position, decimal Price, decimal UnderlyingPrice)
{
    public decimal Value => Position.Quantity * Price * Listing.Instrument.Multiplier;

    /// <summary>What it adds to the net liquidation.</summary>
    public decimal Liquidation => Listing.IsMargined ? Unrealized : Value;

    public decimal Unrealized => Position.Quantity * (Price * Listing.Instrument.Multiplier - Position.AverageCost);

    public decimal Margin => MarginModel.Required(Listing, Position.Quantity, Price, UnderlyingPrice);
}

/// <summary>An account at the prices of one moment.</summary>
internal sealed record AccountValuation(SimulatedAccount Account, IReadOnlyDictionary<int, Holding> Holdings)
{
    public decimal StockValue => Holdings.Values.Where(static h => !h.Listing.IsMargined).Sum(static h => h.Value);

    public decimal GrossPositionValue => Holdings.Values.Where(static h => !h.Listing.IsMargined).Sum(static h => Math.Abs(h.Value));

    public decimal NetLiquidation => Account.Cash + Holdings.Values.Sum(static h => h.Liquidation);

    public decimal Margin => Math.Round(Holdings.Values.Sum(static h => h.Margin), 2);

    public decimal AvailableFunds => NetLiquidation - Margin;

    public decimal Realized => Account.Positions.Values.Sum(static p => p.Realized);

    public decimal Unrealized => Holdings.Values.Sum(static h => h.Unrealized);

    public static AccountValuation Of(SimulatedAccount account, Func<int, Listing> listingOf, Func<int, decimal> priceOf)
    {
        return new AccountValuation(account, account.Positions.ToDictionary(static p => p.Key, p => Hold(p.Key, p.Value, listingOf, priceOf)));
    }

    /// <summary>Net liquidation and margin alone: what each new order is measured against.</summary>
    public static (decimal NetLiquidation, decimal Margin) Totals(SimulatedAccount account, Func<int, Listing> listingOf, Func<int, decimal> priceOf)
    {
        var (value, margin) = (account.Cash, 0m);
        foreach (var (conId, position) in account.Positions)
        {
            if (position.Quantity != 0)
            {
                var holding = Hold(conId, position, listingOf, priceOf);
                value += holding.Liquidation;
                margin += holding.Margin;
            }
        }

        return (value, Math.Round(margin, 2));
    }

    private static Holding Hold(int conId, SimulatedPosition position, Func<int, Listing> listingOf, Func<int, decimal> priceOf)
    {
        var listing = listingOf(conId);
        var underlying = listing.Derivation?.Underlying.ConId.Value;
        return new Holding(listing, position, priceOf(conId), position.Quantity < 0 && underlying is { } id ? priceOf(id) : 0);
    }

    public decimal PriceOf(int conId) => Holdings.TryGetValue(conId, out var holding) ? holding.Price : 0;

    public decimal ValueOf(int conId) => Holdings.TryGetValue(conId, out var holding) ? holding.Value : 0;

    public decimal UnrealizedOf(int conId) => Holdings.TryGetValue(conId, out var holding) ? holding.Unrealized : 0;

    /// <summary>Key, value and currency as IB names them; the currency is empty for values that have none.</summary>
    public IEnumerable<(string Key, string Value, string Currency)> Values()
    {
        yield return ("AccountCode", Account.Id.Value, "");
        yield return ("AccountType", "INDIVIDUAL", "");
        yield return ("AccountReady", "true", "");
        yield return ("Cushion", (NetLiquidation == 0 ? 0 : Math.Round(AvailableFunds / NetLiquidation, 6)).ToString(CultureInfo.InvariantCulture), "");
        yield return ("DayTradesRemaining", "-1", "");
        yield return ("HighestSeverity", "0", "");
        yield return ("LookAheadNextChange", "0", "");
        yield return ("Leverage", (NetLiquidation == 0 ? 0 : Math.Round(GrossPositionValue / NetLiquidation, 2)).ToString(CultureInfo.InvariantCulture), "");
        foreach (var (key, amount) in Amounts())
        {
            yield return (key, amount.ToString("F2", CultureInfo.InvariantCulture), "USD");
        }
    }

    /// <summary>The rows of the cash ledger: once in the base currency, once in its one currency.</summary>
    public IEnumerable<(string Key, string Value, string Currency)> Ledger() => LedgerIn("BASE").Concat(LedgerIn("USD"));

    public IEnumerable<(string Key, string Value, string Currency)> LedgerIn(string currency)
    {
        (string, decimal)[] rows =
        [
            ("CashBalance", Account.Cash), ("TotalCashBalance", Account.Cash), ("AccruedCash", 0), ("StockMarketValue", ValueOf(Domain.Instruments.SecurityType.Stock)),
            ("OptionMarketValue", ValueOf(Domain.Instruments.SecurityType.Option)), ("FutureOptionValue", 0),
            ("FuturesPNL", Holdings.Values.Where(static h => h.Listing.IsMargined).Sum(static h => h.Unrealized)),
            ("NetLiquidationByCurrency", NetLiquidation), ("UnrealizedPnL", Unrealized), ("RealizedPnL", Realized), ("ExchangeRate", 1),
        ];
        yield return ("Currency", currency, currency);
        foreach (var (key, amount) in rows)
        {
            yield return (key, amount.ToString("F2", CultureInfo.InvariantCulture), currency);
        }
    }

    private decimal ValueOf(Domain.Instruments.SecurityType type) => Holdings.Values.Where(h => h.Listing.Instrument.Type == type).Sum(static h => h.Value);

    private (string, decimal)[] Amounts() =>
    [
        ("NetLiquidation", NetLiquidation), ("TotalCashValue", Account.Cash), ("SettledCash", Account.Cash), ("AccruedCash", 0), ("AccruedDividend", 0),
        ("EquityWithLoanValue", NetLiquidation), ("PreviousEquityWithLoanValue", NetLiquidation), ("PreviousDayEquityWithLoanValue", NetLiquidation),
        ("GrossPositionValue", GrossPositionValue), ("RegTEquity", NetLiquidation), ("RegTMargin", GrossPositionValue / 2), ("SMA", Math.Max(0, AvailableFunds)),
        ("BuyingPower", Math.Max(0, AvailableFunds) * 4), ("InitMarginReq", Margin), ("MaintMarginReq", Margin), ("AvailableFunds", AvailableFunds),
        ("ExcessLiquidity", AvailableFunds), ("FullInitMarginReq", Margin), ("FullMaintMarginReq", Margin), ("FullAvailableFunds", AvailableFunds),
        ("FullExcessLiquidity", AvailableFunds), ("LookAheadInitMarginReq", Margin), ("LookAheadMaintMarginReq", Margin),
        ("LookAheadAvailableFunds", AvailableFunds), ("LookAheadExcessLiquidity", AvailableFunds), ("RealizedPnL", Realized), ("UnrealizedPnL", Unrealized),
    ];
}
