using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Faults;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>The bridge against the simulated gateway on a real socket; the gateway's ledger judges.</summary>
public sealed class SimulatedGatewayTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private SimulatedGateway _gateway = null!;
    private BridgeHost _bridge = null!;
    private Instrument _apple = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await SimulatedGateway.StartAsync(new SimulatorOptions { Port = 0, ControlPort = 0, Seed = 7, TickRate = 50 });
        _bridge = await new BridgeHost(_gateway.Port).ReadyAsync();
        _apple = Assert.Single(await _bridge.Instruments.FindAsync(InstrumentSpec.Parse("AAPL"), None));
    }

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Orders_fill_and_every_execution_and_commission_of_the_ledger_arrives()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(SendOutcome.Written, (await PlaceAsync($"order {i}", 10)).Outcome);
        }

        await Until.TrueAsync(() => Executions().Count() >= 10 && Commissions().Count() >= 10, "fills and commissions arrive");
        await AssertSameAsLedgerAsync();
    }

    [Fact]
    public async Task Executions_of_a_lost_connection_come_with_the_next_synchronization()
    {
        await _gateway.AddFaultsAsync(new FaultRequest("drop", On: "order"), new FaultRequest("down", Seconds: 1)); // It fills before anybody is back.
        await PlaceAsync("lost", 10);

        await Until.TrueAsync(() => Executions().Any(), "the execution arrives after all");
        await Until.TrueAsync(() => _bridge.State == SessionState.Ready, "the session is ready");
        await AssertSameAsLedgerAsync();
        Assert.NotNull(Executions().First().Snapshot);
    }

    [Fact]
    public async Task The_lists_show_working_orders_and_positions_of_an_earlier_session()
    {
        await PlaceAsync("bought", 10);
        await PlaceAsync("waits", 5, new OrderTerms.Limit(Price.Of(1)));
        await Until.TrueAsync(() => Executions().Any(), "the first is filled");

        await _gateway.AddFaultsAsync(new FaultRequest("drop"));
        await Until.TrueAsync(() => _bridge.Engine.Events.OfType<SynchronizationEnded>().Count() == 2 && _bridge.State == SessionState.Ready, "read again");

        var position = _bridge.Engine.Events.OfType<PositionReport>().Last(static report => report.Snapshot is not null);
        Assert.Equal((_apple.ConId, 10m), (position.ConId, position.Quantity.Value));
        var open = _bridge.Engine.Events.OfType<OpenOrderReport>().Last(static report => report.Snapshot is not null);
        Assert.Equal((5m, (OrderTerms)new OrderTerms.Limit(Price.Of(1))), (open.Quantity.Value, open.Terms));
    }

    [Fact]
    public async Task Quotes_bars_snapshots_and_history_flow()
    {
        await _bridge.Data.SubscribeAsync(_apple, LineKind.Quote, 0, None);
        var contract = _bridge.Contracts[_apple.ConId.Value];
        await Until.TrueAsync(() => contract.Quotes.LastOrDefault() is { Bid: not null, Ask: not null }, "a quote arrives");

        var snapshot = await _bridge.Data.SnapshotAsync(_apple, None);
        var bars = await _bridge.Data.HistoricalBarsAsync(_apple, BarSize.OneMinute, 30, None);
        var joined = await _bridge.Data.HistoricalBarsAsync(_apple, BarSize.Parse("6m"), 5, None);

        Assert.True(snapshot.Bid < snapshot.Ask);
        Assert.Equal(30, bars.Length);
        Assert.All(bars.Zip(bars.Skip(1)), static pair => Assert.Equal(TimeSpan.FromMinutes(1), pair.Second.Start - pair.First.Start));
        Assert.Equal(5, joined.Length);
        Assert.All(joined, static bar => Assert.Equal(0, bar.Start.Minute % 6));
    }

    [Fact]
    public async Task Live_bars_with_a_lost_connection_in_between_equal_the_brokers_history()
    {
        await using var gateway = await SimulatedGateway.StartAsync(new SimulatorOptions { Port = 0, ControlPort = 0, Seed = 11, Speed = 120 }, cancellationToken: TestContext.Current.CancellationToken);
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var received = bridge.Contracts[_apple.ConId.Value].Bars;
        await bridge.Data.SubscribeAsync(_apple, LineKind.FiveSecondBars, 0, None);
        await Until.TrueAsync(() => received.Count >= 30, "bars arrive");
        await gateway.AddFaultsAsync(new FaultRequest("drop"));
        await Until.TrueAsync(() => received.Count >= 200, "bars arrive again");

        var book = new BarBook(TimeSpan.FromSeconds(10), 1000) { Calendar = SessionCalendar.Of(_apple) };
        book.Want([BarSize.Parse("30s"), BarSize.OneMinute, BarSize.FiveMinutes]);
        var live = received.ToArray().SelectMany(part => book.Add(part, part.End)).ToList();
        var now = book.Last!.End;
        while (book.Gaps.Select(gap => Backfill.Of(gap.Range, book.Wanted, book.Calendar, now)).FirstOrDefault(static next => next is not null) is { } next)
        {
            live.AddRange(book.Fill(next, await bridge.Data.HistoricalBarsAsync(_apple, next.Size, next.Range, BarSeries.Trades, None), now));
        }

        foreach (var bars in live.GroupBy(static one => one.Bar.Size))
        {
            var ours = bars.GroupBy(static one => one.Bar.Start).Select(static same => same.Last().Bar).OrderBy(static bar => bar.Start).ToArray();
            var theirs = await bridge.Data.HistoricalBarsAsync(_apple, bars.Key, new TimeRange(ours[0].Start, ours[^1].End), BarSeries.Trades, None);
            Assert.True(ours.Length >= 3);
            Assert.Equal(theirs.Select(static bar => bar with { Wap = null }), ours.Select(static bar => bar with { Wap = null }));
            Assert.All(theirs.Zip(ours), static pair => Assert.InRange(Math.Abs(pair.First.Wap!.Value.Value - pair.Second.Wap!.Value.Value), 0, 0.01m));
        }
    }

    [Fact]
    public async Task Bars_built_from_five_seconds_equal_the_brokers_bars_for_every_period_over_a_session_that_opens_at_half_past()
    {
        var hours = new MarketHours(new TimeOnly(14, 30), TimeSpan.FromHours(6.5));
        await using var gateway = await SimulatedGateway.StartAsync(
            new SimulatorOptions { Port = 0, ControlPort = 0, Seed = 12, Speed = 1, Start = new DateTimeOffset(2026, 3, 5, 20, 59, 58, TimeSpan.Zero), Hours = hours }, cancellationToken: TestContext.Current.CancellationToken);
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var yesterday = new TimeRange(new DateTimeOffset(2026, 3, 4, 14, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 4, 21, 0, 0, TimeSpan.Zero));
        var today = new TimeRange(yesterday.From.AddDays(1), yesterday.From.AddDays(1).AddHours(6));
        var stock = (await bridge.Instruments.FindAsync(InstrumentSpec.Parse("AAPL"), None)).Single() with
        {
            TradingHours = [.. Enumerable.Range(-4, 6).Select(day => new Session(yesterday.From.AddDays(day), yesterday.To.AddDays(day), new DateOnly(2026, 3, 4).AddDays(day)))], // The broker tells no past ones.
        };
        var calendar = SessionCalendar.Of(stock);
        BarSize[] sizes = [.. ((string[])["10s", "30s", "1m", "2m", "5m", "15m", "20m", "30m", "45m", "1h", "90m", "2h", "3h", "4h", "8h", "1d"]).Select(BarSize.Parse)];
        var book = new BarBook(TimeSpan.FromSeconds(10), 5_000) { Calendar = calendar };
        book.Want(sizes);
        var parts = new List<Bar>();
        foreach (var session in (TimeRange[])[yesterday, today])
        {
            for (var from = session.From; from < session.To; from += TimeSpan.FromHours(1))
            {
                parts.AddRange(await bridge.Data.HistoricalBarsAsync(stock, BarSize.FiveSeconds, new TimeRange(from, from.AddHours(1)).And(session), BarSeries.Trades, None));
            }
        }

        var live = parts.SelectMany(part => book.Add(part, part.End)).Where(static one => !one.Bar.Incomplete).Select(static one => one.Bar).ToArray();
        foreach (var size in sizes)
        {
            var ours = live.Where(bar => bar.Size == size).ToArray();
            var theirs = await bridge.Data.HistoricalBarsAsync(stock, size, new TimeRange(calendar.SpanOf(size, yesterday.From).From, size == BarSize.OneDay ? yesterday.To : ours[^1].End), BarSeries.Trades, None);
            Assert.Equal(theirs.Select(static bar => bar with { Wap = null }), ours.Select(static bar => bar with { Wap = null }));
            Assert.All(theirs.Zip(ours), static pair => Assert.InRange(Math.Abs(pair.First.Wap!.Value.Value - pair.Second.Wap!.Value.Value), 0, 0.02m));
        }
    }

    [Fact]
    public async Task The_options_on_a_stock_are_listed_and_what_a_chain_picks_of_them_can_be_found()
    {
        var listed = await _bridge.Instruments.OptionsAsync(_apple, None);
        var price = (await _bridge.Data.SnapshotAsync(_apple, None)).Midpoint!.Value;
        var names = new OptionChain("AAPL", OptionRight.Call, 21, 56, 1.03m, 1.2m, 3).Pick(listed, _apple, price, DateOnly.FromDateTime(DateTime.UtcNow));

        Assert.Contains(listed, static one => one is { Exchange: "SMART", Multiplier: 100, Strikes.Length: > 5 });
        Assert.Equal(3, names.Length);
        foreach (var name in names)
        {
            var option = Assert.Single(await _bridge.Instruments.FindAsync(InstrumentSpec.Parse(name), None));
            Assert.Equal((SecurityType.Option, OptionRight.Call), (option.Type, option.Right));
            Assert.InRange(option.Strike!.Value, price.Value * 1.03m, price.Value * 1.2m);
        }

        Assert.Empty(await _bridge.Instruments.OptionsAsync(Assert.Single(await _bridge.Instruments.FindAsync(InstrumentSpec.Parse("GME"), None)), None));
    }

    [Fact]
    public async Task Weeks_and_months_and_a_day_of_twenty_five_hours_are_answered()
    {
        var week = await _bridge.Data.HistoricalBarsAsync(_apple, BarSize.OneWeek, 3, None);
        var month = await _bridge.Data.HistoricalBarsAsync(_apple, BarSize.OneMonth, 2, None);
        var autumn = await _bridge.Data.HistoricalBarsAsync(_apple, BarSize.OneDay, new TimeRange(new DateTimeOffset(2025, 11, 1, 4, 0, 0, TimeSpan.Zero), new DateTimeOffset(2025, 11, 4, 5, 0, 0, TimeSpan.Zero)), BarSeries.Trades, None);

        Assert.Equal((3, 2, 3), (week.Length, month.Length, autumn.Length));
        Assert.All(week, static bar => Assert.Equal(DayOfWeek.Monday, bar.Start.DayOfWeek));
        Assert.Equal(25, (autumn[2].Start - autumn[1].Start).TotalHours);
    }

    [Fact]
    public async Task A_refused_order_is_told_with_its_reason()
    {
        await _gateway.AddFaultsAsync(new FaultRequest("reject", Count: 1, Code: 201, Text: "no margin"));
        var sent = await PlaceAsync("refused", 10);

        await Until.TrueAsync(() => _bridge.Engine.Events.OfType<OrderErrorReport>().Any(), "the refusal arrives");
        var error = _bridge.Engine.Events.OfType<OrderErrorReport>().First();
        Assert.Equal((sent.OrderId, 201, OrderErrorKind.Rejected), (error.OrderId, error.Code, error.Kind));
    }

    private ValueTask<SendResult> PlaceAsync(string origin, decimal quantity, OrderTerms? terms = null)
    {
        var intent = BridgeSamples.Buy(quantity, terms, origin) with { ConId = _apple.ConId };
        return _bridge.Broker.PlaceAsync(BridgeHost.Token, intent, _apple, BridgeSamples.Ref(intent));
    }

    private IEnumerable<ExecutionReport> Executions() => _bridge.Engine.Events.OfType<ExecutionReport>();

    private IEnumerable<CommissionReport> Commissions() => _bridge.Engine.Events.OfType<CommissionReport>();

    private async Task AssertSameAsLedgerAsync()
    {
        Ledger ledger = await _gateway.LedgerAsync();
        await Until.TrueAsync(() => Commissions().DistinctBy(static c => c.ExecId).Count() >= ledger.Commissions.Count, "all commissions arrive");
        Assert.Equal(
            ledger.Executions.Select(static e => (e.ExecId, e.OrderRef, e.Quantity, e.Price)).Order(),
            Executions().DistinctBy(static e => e.ExecId).Select(static e => (e.ExecId.Value, e.OrderRef, e.Quantity.Value, e.Price.Value)).Order());
        Assert.All(Executions(), static e => Assert.False(e.TimeUncertain));
        Assert.Equal(
            ledger.Commissions.Sum(static c => c.Commission),
            Commissions().GroupBy(static c => c.ExecId).Sum(static same => same.Last().Commission.Amount));
    }
}
