using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Silo.History;
using OrleansTrader.Storage.MarketData;
using OrleansTrader.Tests.Grains;
using OrleansTrader.Tests.Support;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

/// <summary>A wish for history against a gateway that counts the questions, with a real database.</summary>
public sealed class HistoryFillingTests(PostgresFixture postgres)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly BarSeries Hours = new(Apple, BarSize.Parse("1h"), BarSeries.Trades);
    private static readonly TimeRange Quarter = new(Noon.AddDays(-90), Noon);

    [Fact]
    public async Task Only_what_is_missing_is_asked_and_everything_is_covered_afterwards()
    {
        await using var run = await RunAsync();
        await run.FillAsync(new TimeRange(Noon.AddDays(-40), Noon.AddDays(-20)));
        Assert.Equal([new TimeRange(Noon.AddDays(-40), Noon.AddDays(-20))], run.Asked);
        run.Gateway.Backfills.Clear();

        await run.FillAsync(Quarter);

        Assert.Equal(
            [new TimeRange(Noon.AddDays(-20), Noon), new TimeRange(Noon.AddDays(-70), Noon.AddDays(-40)), new TimeRange(Noon.AddDays(-90), Noon.AddDays(-70))],
            run.Asked);
        Assert.Equal([Quarter], await run.Fills.CoveredAsync(Hours, None));
        Assert.Equal(90 * 24, (await run.Store.ReadAsync(Hours, Quarter, None)).Length);
        run.Gateway.Backfills.Clear();
        await run.FillAsync(Quarter);
        Assert.Empty(run.Gateway.Backfills);
        Assert.All(await run.Fills.ReadFillsAsync(10, None), static row => Assert.Equal(("Done", (int?)0), (row.State, row.Remaining)));
    }

    [Fact]
    public async Task A_fill_that_was_killed_half_way_goes_on_where_it_was()
    {
        await using var run = await RunAsync();
        using var kill = new CancellationTokenSource();
        run.Gateway.RangeFault = range =>
        {
            if (range.From < Noon.AddDays(-30))
            {
                kill.Cancel();
                throw new OperationCanceledException(kill.Token);
            }
        };
        var fill = await run.Fills.AddAsync("AAPL", Hours, Quarter, "test", None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Filling.FillAsync(fill, kill.Token));
        run.Gateway.RangeFault = null;
        run.Gateway.Backfills.Clear();

        var left = Assert.Single(await run.Fills.UnfinishedAsync(None));
        await run.Filling.FillAsync(left, None);

        Assert.Equal([new TimeRange(Noon.AddDays(-60), Noon.AddDays(-30)), new TimeRange(Noon.AddDays(-90), Noon.AddDays(-60))], run.Asked);
        Assert.Equal(90 * 24, (await run.Store.ReadAsync(Hours, Quarter, None)).Length);
        Assert.Empty(await run.Fills.UnfinishedAsync(None));
    }

    [Fact]
    public async Task A_pacing_violation_waits_and_asks_again_and_the_row_says_so()
    {
        await using var run = await RunAsync();
        var refuse = true;
        run.Gateway.RangeFault = _ =>
        {
            if (refuse)
            {
                throw new GatewayRequestException(162, "Historical Market Data Service error message:pacing violation");
            }
        };
        var filling = run.FillAsync(new TimeRange(Noon.AddDays(-10), Noon));
        await Eventually.Async(async () => (await run.Fills.ReadFillsAsync(1, None)) is [{ Problem: { } problem }] && problem.Contains("pacing violation", StringComparison.Ordinal));
        Assert.Single(run.Gateway.Backfills);
        refuse = false;
        await Eventually.Async(() =>
        {
            run.Clock.Advance(TimeSpan.FromSeconds(10));
            return filling.IsCompleted;
        });
        await filling;

        Assert.Equal(2, run.Gateway.Backfills.Count);
        Assert.Equal(("Done", (string?)null, 240L), (await run.Fills.ReadFillsAsync(1, None)) is [var row] ? (row.State, row.Problem, row.Bars) : default);
    }

    [Fact]
    public async Task What_the_broker_will_never_give_fails_with_its_reason()
    {
        await using var run = await RunAsync();
        run.Gateway.RangeFault = static _ => throw new GatewayRequestException(162, "Historical Market Data Service error message:No market data permissions for NYSE STK");

        await run.FillAsync(Quarter);

        var row = Assert.Single(await run.Fills.ReadFillsAsync(1, None));
        Assert.Equal("Failed", row.State);
        Assert.Contains("permissions for NYSE", row.Problem, StringComparison.Ordinal);
        Assert.Empty(await run.Fills.UnfinishedAsync(None));
    }

    private async Task<Run> RunAsync()
    {
        var run = new Run(await postgres.CreateDatabaseAsync());
        run.Gateway.History[(Apple.Value, Hours.Size)] = [.. Enumerable.Range(0, 100 * 24).Select(i => Make.Bar(Apple.Value, Noon.AddHours(-2_400 + i), 100 + (i % 7), Hours.Size))];
        return run;
    }

    private sealed class Run : IAsyncDisposable
    {
        private readonly Instrument _apple = Make.Instrument("AAPL", Apple.Value);

        public Run(string database)
        {
            (Store, Fills) = (new PostgresBarStore(database), new PostgresHistoryFills(database));
            Filling = new HistoryFilling(Gateway, _ => Task.FromResult(_apple), Store, Fills, Clock, NullLogger<HistoryFilling>.Instance);
        }

        public FakeGateway Gateway { get; } = new();

        public FakeTimeProvider Clock { get; } = new(Noon);

        public IEnumerable<TimeRange> Asked => Gateway.Backfills.Select(static one => one.Range);

        public PostgresBarStore Store { get; }

        public PostgresHistoryFills Fills { get; }

        public HistoryFilling Filling { get; }

        public async Task FillAsync(TimeRange wanted) => await Filling.FillAsync(await Fills.AddAsync("AAPL", Hours, wanted, "test", None), None);

        public async ValueTask DisposeAsync()
        {
            await Store.DisposeAsync();
            await Fills.DisposeAsync();
        }
    }
}
