using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.Tests.Support;
using Xunit;
using OrderAlgo = OrleansTrader.Domain.Orders.OrderAlgo;

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
        Assert.Equal(["DAY", "GTC", "IOC", "FOK", "GTD", "OPG"], Enum.GetValues<TimeInForce>().Select(IbOrders.ToTif));
        Assert.All(Enum.GetValues<TimeInForce>(), static tif => Assert.Equal(tif, IbOrders.ToTimeInForce(IbOrders.ToTif(tif))));
        Assert.Equal(
            Derived(typeof(OrderTerms)).Order(StringComparer.Ordinal),
            OrderSamples.EveryType.Select(static terms => terms.GetType().Name).Distinct().Order(StringComparer.Ordinal));
        foreach (var terms in OrderSamples.EveryType)
        {
            var order = Written(BridgeSamples.Buy(1, terms));
            Assert.Equal(terms, IbOrders.ToTerms(order));
        }

        Assert.Null(IbOrders.ToTerms(new TwsOrder { OrderType = "VWAP" }));
        Assert.Null(IbOrders.ToTerms(new TwsOrder { OrderType = "STP LMT", LmtPrice = 1 }));
    }

    [Fact]
    public void Attributes_stand_where_IB_reads_them()
    {
        var parent = ClientOrderId.From("parent");
        var end = new DateTimeOffset(2026, 3, 2, 16, 30, 0, TimeSpan.FromHours(1));
        var order = Written(BridgeSamples.Buy(1, new OrderTerms.Limit(Price.Of(1.5m))) with
        {
            TimeInForce = TimeInForce.Gtd,
            GoodTill = end,
            OutsideRth = true,
            Oca = new OcaGroup("exit", OcaType.ReduceWithBlock),
            Bracket = new BracketLeg(parent, Transmit: false),
            Algo = new OrderAlgo.Twap(TwapStyle.MatchingMidpoint, end, end.AddHours(1), AllowPastEnd: true),
        }, parentOrderId: 77);

        Assert.Equal(("GTD", "20260302-15:30:00", true), (order.Tif, order.GoodTillDate, order.OutsideRth));
        Assert.Equal(($"{BridgeSamples.Buy(1).Strategy.Tag}-exit", 2), (order.OcaGroup, order.OcaType));
        Assert.Equal((77, false), (order.ParentId, order.Transmit));
        Assert.Equal("Twap", order.AlgoStrategy);
        Assert.Equal(
            ["strategyType=Matching Midpoint", "startTime=20260302-15:30:00", "endTime=20260302-16:30:00", "allowPastEndTime=1"],
            order.AlgoParams.Select(static p => $"{p.Tag}={p.Value}"));
        Assert.Equal(
            "adaptivePriority=Urgent", Written(BridgeSamples.Buy(1) with { Algo = new OrderAlgo.Adaptive(AdaptivePriority.Urgent) }).AlgoParams.Select(static p => $"{p.Tag}={p.Value}").Single());
    }

    private static TwsOrder Written(OrderIntent intent, int? parentOrderId = null) =>
        IbContracts.ToRequest(1, 1, AccountId.Of("DU1"), intent, BridgeSamples.Apple, "ref", parentOrderId).Order;

    private static IEnumerable<string> Derived(Type root) => root.GetNestedTypes().Where(root.IsAssignableFrom).Select(static type => type.Name);

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
