using Microsoft.Extensions.Time.Testing;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.Tests.Architecture;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>After 1101: how long it takes by IB's pacing rules, and that the documentation says so.</summary>
public sealed class RecoveryTimeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 1)]
    [InlineData(61, 11)]
    [InlineData(100, 11)]
    [InlineData(250, 41)]
    [InlineData(500, 81)]
    public void The_documented_times_follow_from_the_rules(int contracts, int minutes)
    {
        Assert.Equal(minutes, (int)RecoveryTime.Of(contracts, 40).TotalMinutes);
        Assert.Contains($"| {contracts} | {minutes} min |", File.ReadAllText(Repository.File("docs/market-data.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_allows_so_many_requests_within_any_such_span_and_the_last_of_many_when_the_formula_says()
    {
        var clock = new FakeTimeProvider();
        var (requests, span) = RequestWindow.RealTimeBars;
        var window = new RequestWindow(requests, span, clock);
        var start = clock.GetUtcNow();
        var grants = new List<DateTimeOffset>();
        while (grants.Count < 250)
        {
            if (window.TryTake())
            {
                grants.Add(clock.GetUtcNow());
            }
            else
            {
                Assert.True(window.UntilNext() > TimeSpan.Zero);
                clock.Advance(window.UntilNext());
            }
        }

        Assert.All(grants.Skip(requests).Zip(grants), pair => Assert.True(pair.First - pair.Second >= span));
        Assert.Equal(RecoveryTime.Of(250, 40) - TimeSpan.FromSeconds(65), grants[^1] - start);
    }

    [Fact]
    public async Task More_lines_of_bars_than_the_rule_allows_wait_and_quotes_do_not()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port, static options => options.MarketDataLines = 200).ReadyAsync();
        for (var i = 1; i <= 61; i++)
        {
            await bridge.Data.SubscribeAsync(BridgeSamples.Apple with { ConId = ConId.Of(i) }, LineKind.FiveSecondBars, 0, CancellationToken.None);
        }

        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.Quote, 0, CancellationToken.None);

        await Until.TrueAsync(() => gateway.Received.OfType<MktDataRequest>().Any(), "the quote line is asked for");
        Assert.Equal(60, gateway.Received.OfType<RealTimeBarsRequest>().Count());
    }
}
