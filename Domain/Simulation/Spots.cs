using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>Currencies, indices and crypto currencies with their real contract ids.</summary>
public static class Spots
{
    /// <summary>Half a pip.</summary>
    public const int ForexRule = 239;

    /// <summary>One hundredth of a point.</summary>
    public const int IndexRule = 25;

    /// <summary>A quarter of a dollar.</summary>
    public const int CryptoRule = 67;

    public static ImmutableArray<Listing> Forex { get; } =
    [
        Pair(12087792, "EUR", "European Monetary Union Euro", 1.0850m, 0.08),
        Pair(12087797, "GBP", "British pound", 1.2710m, 0.09),
        Pair(14433401, "AUD", "Australian dollar", 0.6520m, 0.10),
    ];

    public static ImmutableArray<Listing> Indices { get; } =
    [
        Index(416904, "SPX", "CBOE", "S&P 500 Stock Index", 5903.00m, 0.17),
        Index(416843, "NDX", "NASDAQ", "NASDAQ 100 Stock Index", 20650.00m, 0.22),
        Index(13455763, "VIX", "CBOE", "CBOE Volatility Index", 17.20m, 0.90),
    ];

    public static ImmutableArray<Listing> Crypto { get; } =
    [
        Coin(479624278, "BTC", "Bitcoin cryptocurrency", 92400.00m, 0.55),
        Coin(495759171, "ETH", "Ethereum cryptocurrency", 3120.00m, 0.70),
    ];

    private static Listing Pair(int conId, string symbol, string name, decimal price, double volatility)
    {
        var instrument = new Instrument(
            ConId.Of(conId), symbol, SecurityType.Forex, "IDEALPRO", null, Currency.Usd, 1m, symbol + ".USD", symbol + ".USD", name,
            [new TickRule(0, 0.00005m)], Quantity.Of(1), Quantity.Of(1), [], [], "America/New_York");
        return new Listing(instrument, Price.Of(price), volatility, 1, 10) { Lot = 100_000, MarketRule = ForexRule, Commission = CommissionModel.IbForex };
    }

    private static Listing Index(int conId, string symbol, string exchange, string name, decimal price, double volatility)
    {
        var instrument = new Instrument(
            ConId.Of(conId), symbol, SecurityType.Index, exchange, null, Currency.Usd, 1m, symbol, symbol, name,
            [new TickRule(0, 0.01m)], Quantity.Of(1), Quantity.Of(1), [], [], "America/New_York");
        return new Listing(instrument, Price.Of(price), volatility, 0, 1) { Lot = 0, MarketRule = IndexRule };
    }

    private static Listing Coin(int conId, string symbol, string name, decimal price, double volatility)
    {
        var instrument = new Instrument(
            ConId.Of(conId), symbol, SecurityType.Crypto, "PAXOS", null, Currency.Usd, 1m, symbol + ".USD", symbol, name,
            [new TickRule(0, 0.25m)], Quantity.Of(0.00000001m), Quantity.Of(0.00000001m), [], [], "America/New_York");
        return new Listing(instrument, Price.Of(price), volatility, 4, 20) { Lot = 0.05m, MarketRule = CryptoRule, Commission = CommissionModel.IbCrypto };
    }
}
