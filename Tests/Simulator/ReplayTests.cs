using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Replay;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

public sealed class ReplayTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);

    private static readonly string[] Bars =
    [
        "time,open,high,low,close,volume",
        "2026-03-02T14:30:00Z,200,202,199,201,1000",
        "2026-03-02T14:31:00Z,201,201.5,195,196,4000",
    ];

    [Fact]
    public void Recorded_bars_come_back_as_they_were_recorded()
    {
        var prices = new TapePrices(UsStocks.All[0], TapeFile.Read(Bars, "bars.csv"), []);

        var bars = new[] { Start, Start.AddMinutes(1) }.Select(at => prices.Bar(BarSize.OneMinute, BarSource.Trades, at)).ToArray();

        Assert.Equal([(200m, 202m, 199m, 201m, 1000m), (201m, 201.5m, 195m, 196m, 4000m)], bars.Select(static b => (b.Open.Value, b.High.Value, b.Low.Value, b.Close.Value, b.Volume!.Value.Value)));
        Assert.Equal((200.0, 196.0), (prices.MidAt(Start.AddYears(-1)), prices.MidAt(Start.AddYears(1))));
    }

    [Fact]
    public void Recorded_quotes_are_the_quotes()
    {
        var prices = new TapePrices(UsStocks.All[0], TapeFile.Read(["time,bid,ask,last", "1772461800,99.95,100.05,100", "1772461801,100.10,100.20,"], "quotes.csv"), []);

        Assert.Equal((99.95m, 100.05m, 100m), Shown(prices.QuoteAt(Start.AddSeconds(-1))));
        Assert.Equal((100.10m, 100.20m, 100.15m), Shown(prices.QuoteAt(Start.AddSeconds(2))));
    }

    [Fact]
    public async Task A_replayed_market_starts_with_its_recording_and_fills_orders_at_its_prices()
    {
        var folder = Directory.CreateTempSubdirectory("ot-replay-").FullName;
        try
        {
            var file = Path.Combine(folder, "aapl.csv");
            await File.WriteAllLinesAsync(file, Bars, TestContext.Current.CancellationToken);
            await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true, Replay = [$"AAPL={file}"] });
            using var client = RawClient.Connect(gateway.Port, 1);
            Assert.Equal(Start, (await gateway.ClockAsync()).MarketTime);
            client.Place(Gateways.Apple, "BUY", 10, 197);
            client.Place(Gateways.Microsoft, "BUY", 10);
            await Gateways.UntilAsync(async () => (await gateway.LedgerAsync()).Orders.Count == 2);

            await gateway.ChangeClockAsync(new ClockChange(Step: 60));
            Assert.Equal("Submitted", (await gateway.LedgerAsync()).Orders[0].Status);
            await gateway.ChangeClockAsync(new ClockChange(Step: 60));

            var fill = (await gateway.LedgerAsync()).Executions.Single(static e => e.ConId == Gateways.Apple);
            Assert.True(fill.Price <= 197 && fill.At > Start.AddMinutes(1), $"{fill}");
            client.Send(new HistoricalDataRequest
            {
                ReqId = 7,
                Contract = new TwsContract { ConId = Gateways.Apple, Exchange = "SMART" },
                DurationStr = "120 S",
                BarSizeSetting = "1 min",
                WhatToShow = "TRADES",
            });
            Assert.Equal([201m, 196m], client.Wait<HistoricalDataMessage>().Bars.TakeLast(2).Select(static b => b.Close));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("time,price\n2026-03-02T14:30:00,1", "line 2 has '2026-03-02T14:30:00' as time")]
    [InlineData("time,price\n100,5\n99,5", "line 3 is earlier")]
    [InlineData("time,price\n100,x", "line 2 has 'x' as price")]
    [InlineData("time,open,high,low,close\n100,5,4,3,4", "line 2 has an open or close outside")]
    [InlineData("time,bid,ask\n100,5,4", "line 2 has a bid above its ask")]
    [InlineData("time,volume\n100,5", "none of the columns")]
    [InlineData("price\n5", "'time'")]
    public void A_recording_that_makes_no_sense_is_refused_with_its_line(string text, string reason)
    {
        var refused = Assert.Throws<SimulatorStartException>(() => TapeFile.Read(text.Split('\n'), "x.csv"));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbol_that_is_not_listed_is_refused()
    {
        var refused = Assert.Throws<SimulatorStartException>(() => TapeFile.Open("NOSUCH=x.csv", UsStocks.All));

        Assert.Contains("AAPL", refused.Message, StringComparison.Ordinal);
    }

    private static (decimal Bid, decimal Ask, decimal Last) Shown(TopOfBook top) => (top.Bid.Value, top.Ask.Value, top.Last.Value);
}
