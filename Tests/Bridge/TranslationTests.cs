using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

public sealed class TranslationTests
{
    [Fact]
    public void Every_status_word_of_the_wire_has_its_own_meaning()
    {
        var translated = Enum.GetValues<IbOrderStatus>().Select(IbWords.ToStatus).ToList();

        Assert.Equal(translated.Count, translated.Distinct().Count());
        Assert.All(Enum.GetValues<IbOrderStatus>(), static word => Assert.Equal(word.ToString(), IbWords.ToStatus(word).ToString()));
    }

    [Fact]
    public void Every_time_in_force_and_order_type_has_a_word_and_comes_back()
    {
        Assert.Equal(["DAY", "GTC", "IOC", "FOK"], Enum.GetValues<TimeInForce>().Select(IbWords.ToTif));
        foreach (var terms in new OrderTerms[] { new OrderTerms.Market(), new OrderTerms.Limit(Price.Of(1.5m)), new OrderTerms.Stop(Price.Of(2.5m)) })
        {
            var order = IbContracts.ToRequest(1, 1, AccountId.Of("DU1"), BridgeSamples.Buy(1, terms), BridgeSamples.Apple, "ref").Order;
            Assert.Equal(terms, IbWords.ToTerms(order.OrderType, order.LmtPrice, order.AuxPrice));
        }

        Assert.Null(IbWords.ToTerms("TRAIL", 1, 1));
    }

    [Theory]
    [InlineData("BUY", Side.Buy)]
    [InlineData("SELL", Side.Sell)]
    [InlineData("SSHORT", Side.Sell)]
    public void A_side_is_read(string word, Side side) => Assert.Equal(side, IbWords.ToSide(word));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("BOT")]
    public void A_word_that_is_no_side_is_refused_not_guessed(string? word) => Assert.Throws<FormatException>(() => IbWords.ToSide(word));

    [Theory]
    [InlineData("STK", SecurityType.Stock)]
    [InlineData("BAG", SecurityType.Combo)]
    [InlineData("EC", SecurityType.Other)]
    [InlineData(null, SecurityType.Other)]
    public void An_unknown_kind_of_instrument_is_other(string? word, SecurityType type) => Assert.Equal(type, IbWords.ToSecurityType(word));

    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("0", 1)]
    [InlineData("100", 100)]
    [InlineData("0.5", 0.5)]
    public void An_absent_multiplier_is_one(string? text, double value) => Assert.Equal((decimal)value, IbWords.ToMultiplier(text));

    [Theory]
    [InlineData("20261123 10:15:30 America/New_York", "2026-11-23T15:15:30Z", false)]
    [InlineData("20261123 10:15:30 US/Eastern", "2026-11-23T15:15:30Z", false)]
    [InlineData("20261123-15:15:30", "2026-11-23T15:15:30Z", false)]
    [InlineData("20261123  10:15:30", "2026-11-23T20:00:00Z", true)]
    [InlineData("20261123 10:15:30 Atlantis/Centre", "2026-11-23T20:00:00Z", true)]
    [InlineData("nonsense", "2026-11-23T20:00:00Z", true)]
    public void An_execution_whose_time_cannot_be_placed_has_the_time_it_was_received(string text, string at, bool uncertain)
    {
        var message = SessionTests.Execution("e.01", 1);
        var received = DateTimeOffset.Parse("2026-11-23T20:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

        var report = BrokerEvents.From(message with { Execution = message.Execution with { Time = text } }, null, null, received);

        Assert.Equal((DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), uncertain), (report.At, report.TimeUncertain));
    }

    [Theory]
    [InlineData(SecurityType.Stock, "USD", "usfarm", true)]
    [InlineData(SecurityType.Stock, "USD", "usfarm.nj", true)]
    [InlineData(SecurityType.Stock, "USD", "eufarm", false)]
    [InlineData(SecurityType.Stock, "EUR", "eufarm", true)]
    [InlineData(SecurityType.Stock, "USD", "usfuture", false)]
    [InlineData(SecurityType.Future, "USD", "usfuture", true)]
    [InlineData(SecurityType.Forex, "USD", "cashfarm", true)]
    [InlineData(SecurityType.Stock, "USD", "cashfarm", false)]
    [InlineData(SecurityType.Stock, "USD", "a farm nobody knows", true)]
    public void A_farm_serves_its_region_and_kind_and_an_unknown_one_everything(SecurityType type, string currency, string farm, bool serves) =>
        Assert.Equal(serves, FarmNames.MayServe(farm, BridgeSamples.Apple with { Type = type, Currency = Currency.Of(currency) }));

    [Theory]
    [InlineData("2026-11-24T04:44:29Z", false)]
    [InlineData("2026-11-24T04:44:30Z", true)]
    [InlineData("2026-11-24T04:44:59Z", true)]
    [InlineData("2026-11-24T04:45:00Z", false)]
    [InlineData("2026-07-24T03:44:45Z", true)]
    public void The_restart_window_follows_local_time(string now, bool inside)
    {
        var window = new RestartWindowOptions { At = new TimeOnly(23, 45), TimeZone = "America/New_York", Before = TimeSpan.FromSeconds(30) };

        Assert.Equal(inside, RestartWindow.Contains(window, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Pauses_double_with_jitter_up_to_the_most_and_start_again()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), new Random(1));
        var pauses = Enumerable.Range(0, 12).Select(_ => backoff.Next().TotalSeconds).ToList();

        Assert.All(pauses.Select(static (pause, i) => (pause, full: Math.Min(Math.Pow(2, i), 30))), static p => Assert.InRange(p.pause, p.full * 0.75, Math.Min(p.full * 1.25, 30)));
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.75, 1.25);
    }
}
