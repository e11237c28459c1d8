using System.CommandLine;
using OrleansTrader.Client.Api;
using OrleansTrader.Client.Commands;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using Xunit;

namespace OrleansTrader.Tests.Client;

/// <summary>What the options of an order make of it: what was given is used or refused, never dropped.</summary>
public sealed class OrderArgumentsTests
{
    public static TheoryData<string, OrderTerms> Implied { get; } = new()
    {
        { "", new OrderTerms.Market() },
        { "--limit 5", new OrderTerms.Limit(Price.Of(5)) },
        { "--stop 5", new OrderTerms.Stop(Price.Of(5)) },
        { "--stop 5 --limit 4", new OrderTerms.StopLimit(Price.Of(5), Price.Of(4)) },
        { "--trail 2", new OrderTerms.TrailingStop(Trail.Amount(2)) },
        { "--trail-percent 2 --stop 9", new OrderTerms.TrailingStop(Trail.Percent(2), Price.Of(9)) },
        { "--trail 2 --stop 9 --offset 0.5", new OrderTerms.TrailingStopLimit(Trail.Amount(2), Price.Of(9), 0.5m) },
        { "--touch 5", new OrderTerms.MarketIfTouched(Price.Of(5)) },
        { "--touch 5 --limit 4", new OrderTerms.LimitIfTouched(Price.Of(5), Price.Of(4)) },
        { "--offset 0.01", new OrderTerms.Relative(0.01m, null) },
        { "--type midpoint --limit 4", new OrderTerms.Midpoint(Price.Of(4)) },
    };

    [Theory]
    [MemberData(nameof(Implied))]
    public void Prices_say_what_an_order_is(string options, OrderTerms terms) => Assert.Equal(terms, Parse(options, static (order, parsed) => order.Terms(parsed)));

    [Theory]
    [InlineData("--type market --limit 5", "A market order has no --limit.")]
    [InlineData("--type stop --stop 5 --trail 1", "A stop order has no --trail.")]
    [InlineData("--type limit", "A limit order needs --limit.")]
    [InlineData("--trail 1 --trail-percent 1", "A trailing-stop order needs --trail or --trail-percent.")]
    [InlineData("--type odd", "'odd' is no order type: see --help.")]
    public void What_does_not_fit_is_refused(string options, string problem) =>
        Assert.Equal(problem, Assert.Throws<UsageException>(() => Parse(options, static (order, parsed) => order.Terms(parsed))).Message);

    [Fact]
    public void A_change_keeps_the_type_of_its_order()
    {
        Assert.Equal(new OrderTerms.TrailingStop(Trail.Amount(3)), Parse("--trail 3", static (order, parsed) => order.Terms(parsed, "trailing-stop")));
        Assert.Equal("A stop-limit order needs --stop.", Assert.Throws<UsageException>(() => Parse("--limit 3", static (order, parsed) => order.Terms(parsed, "stop-limit"))).Message);
    }

    [Fact]
    public void An_order_has_one_algo_and_one_for_the_opening_its_own_life()
    {
        Assert.Throws<UsageException>(() => Parse("--adaptive Patient --twap Marketable", static (order, parsed) => order.Attributes(parsed)));
        Assert.Throws<UsageException>(() => Parse("--type market-on-open --tif Gtc", static (order, parsed) => order.TimeInForceOf(parsed)));
        Assert.Equal(TimeInForce.Opg, Parse("--type market-on-open", static (order, parsed) => order.TimeInForceOf(parsed)));
    }

    private static T Parse<T>(string options, Func<OrderArguments, ParseResult, T> read)
    {
        var (command, order) = (new Command("place"), new OrderArguments());
        order.AddAll(command);
        var parsed = command.Parse(options);
        Assert.Empty(parsed.Errors);
        return read(order, parsed);
    }
}
