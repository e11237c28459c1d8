using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.Strategies;

public sealed class OptionChainTests
{
    private static readonly DateOnly Today = new(2026, 11, 26);
    private static readonly Instrument Stock = Make.Instrument("AAPL", 1);
    private static readonly OptionClass Smart = new("SMART", "AAPL", 100, [Today.AddDays(57), Today.AddDays(22), Today.AddDays(20)], [90, 102.5m, 110, 100, 130]);

    [Fact]
    public void The_nearest_expiry_comes_first_and_there_the_strikes_nearest_to_the_price()
    {
        var calls = new OptionChain("AAPL", OptionRight.Call, 21, 60, 1, 1.2m);

        Assert.Equal(
            ["AAPL 20261218 C 100", "AAPL 20261218 C 102.5", "AAPL 20261218 C 110", "AAPL 20270122 C 100", "AAPL 20270122 C 102.5", "AAPL 20270122 C 110"],
            calls.Pick([Smart], Stock, Price.Of(100), Today));
        Assert.Equal(["AAPL 20261218 C 100", "AAPL 20261218 C 102.5"], (calls with { Most = 2 }).Pick([Smart], Stock, Price.Of(100), Today));
        Assert.Equal(["AAPL 20261218 P 90"], (calls with { Right = OptionRight.Put, FromStrike = 0.8m, ToStrike = 0.95m, ToDays = 30 }).Pick([Smart], Stock, Price.Of(100), Today));
        Assert.Equal("SAP 20261218 C 100:EUR", calls.Pick([Smart], Stock with { Symbol = "SAP", Currency = Currency.Of("EUR") }, Price.Of(100), Today)[0]);
    }

    [Fact]
    public void Of_several_classes_the_one_where_the_underlying_is_routed_and_of_its_name_counts()
    {
        OptionClass[] listed = [Smart with { Exchange = "CBOE", Strikes = [1] }, Smart with { TradingClass = "2AAPL", Strikes = [100.5m] }, Smart];

        Assert.Equal("AAPL 20261218 C 100", new OptionChain("AAPL", OptionRight.Call, 21, 60, 1, 1.2m).Pick([.. listed], Stock, Price.Of(100), Today)[0]);
        Assert.Empty(new OptionChain("AAPL", OptionRight.Call, 21, 60, 1, 1.2m).Pick([], Stock, Price.Of(100), Today));
    }
}
