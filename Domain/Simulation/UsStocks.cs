using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>Ten liquid US stocks and funds with their real contract ids: the default simulated market.</summary>
public static class UsStocks
{
    /// <summary>IB's number for the rule "0.0001 below one dollar, else 0.01".</summary>
    public const int MarketRule = 26;

    public static ImmutableArray<TickRule> TickRules { get; } = [new(0, 0.0001m), new(1, 0.01m)];

    public static ImmutableArray<Listing> All { get; } =
    [
        Stock(265598, "AAPL", "NASDAQ", "APPLE INC", 228.50m, 0.32, 2, 12),
        Stock(272093, "MSFT", "NASDAQ", "MICROSOFT CORP", 431.20m, 0.30, 3, 8),
        Stock(4815747, "NVDA", "NASDAQ", "NVIDIA CORP", 139.80m, 0.52, 1, 30),
        Stock(3691937, "AMZN", "NASDAQ", "AMAZON.COM INC", 204.60m, 0.36, 2, 10),
        Stock(208813719, "GOOGL", "NASDAQ", "ALPHABET INC-CL A", 176.30m, 0.34, 2, 10),
        Stock(107113386, "META", "NASDAQ", "META PLATFORMS INC-CLASS A", 578.10m, 0.38, 4, 5),
        Stock(76792991, "TSLA", "NASDAQ", "TESLA INC", 338.40m, 0.62, 3, 9),
        Stock(1520593, "JPM", "NYSE", "JPMORGAN CHASE & CO", 243.90m, 0.26, 2, 8),
        Stock(756733, "SPY", "ARCA", "SS SPDR S&P 500 ETF TRUST-US", 590.30m, 0.17, 1, 40),
        Stock(320227571, "QQQ", "NASDAQ", "INVESCO QQQ TRUST SERIES 1", 503.50m, 0.22, 1, 30),
    ];

    /// <summary>A stock that nobody lends: a short sale of it waits.</summary>
    public static Listing HardToBorrow { get; } = Stock(36285627, "GME", "NYSE", "GAMESTOP CORP-CLASS A", 24.80m, 0.80, 1, 15) with { Shortable = 0 };

    private static Listing Stock(
        int conId, string symbol, string exchange, string name, decimal price, double volatility, int spreadTicks, int lots)
    {
        var instrument = new Instrument(
            ConId.Of(conId), symbol, SecurityType.Stock, "SMART", exchange, Currency.Usd, 1m, symbol, exchange == "NASDAQ" ? "NMS" : symbol,
            name, TickRules, Quantity.Of(1), Quantity.Of(1), [], [], "America/New_York");
        return new Listing(instrument, Price.Of(price), volatility, spreadTicks, lots) { Shortable = 10_000_000 };
    }
}
