using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Contracts;
using OrleansTrader.Grains.Interfaces;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>The feeds of one contract: what one strategy does not take is nobody else's trouble, and no bar is lost.</summary>
public sealed class StrategyFeedTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);
    private readonly ContractMetrics _metrics = new();
    private readonly History _history = new();
    private readonly Dictionary<string, Strategy> _strategies = [];
    private readonly Subscribers _subscribers;

    public StrategyFeedTests()
    {
        _subscribers = new Subscribers(name => new StrategyFeed(name, new NearGrain<IStrategyGrain> { Far = _strategies[name.Value] }, _history, _metrics, new FakeTimeProvider()));
        foreach (var name in (string[])["slow", "quick"])
        {
            _strategies[name] = new Strategy();
        }

        _subscribers.Become([.. _strategies.Keys.Select(static name => new ContractSubscription(StrategyName.Of(name), "ANY", [BarSize.FiveSeconds, BarSize.OneMinute], Quotes: true, Trades: true))]);
    }

    public void Dispose()
    {
        _subscribers.Close();
        _metrics.Dispose();
    }

    [Fact]
    public void A_strategy_that_takes_nothing_delays_nobody_else_and_gets_the_newest_quote_later()
    {
        var (slow, quick) = (_strategies["slow"], _strategies["quick"]);
        slow.Block();
        for (var i = 0; i < 100; i++)
        {
            _subscribers.Offer(Part(i));
            _subscribers.Offer(Make.Quote(1, 100 + i));
        }

        Assert.Equal(200, quick.Told.Count);
        Assert.Empty(slow.Told);
        slow.Release();

        Assert.Equal([.. Enumerable.Range(0, 100).Select(Told), "quote 199"], slow.Told);
        Assert.Equal(99, _subscribers.Conflated);
    }

    [Fact]
    public void Bars_that_had_to_leave_the_queue_are_read_again_in_order()
    {
        const int Bars = 5_200;
        var slow = _strategies["slow"];
        _history.Bars = [.. Enumerable.Range(0, Bars).Select(Part), .. Enumerable.Range(0, Bars / 12).Select(Minute)];
        slow.Block();
        for (var i = 0; i < Bars; i++)
        {
            _subscribers.Offer(Part(i));
            if (i % 12 == 11)
            {
                _subscribers.Offer(Minute(i / 12));
            }
        }

        Assert.True(_subscribers.BarsDeferred >= Bars - StrategyFeed.MostBars);
        slow.Release();

        foreach (var size in (BarSize[])[BarSize.FiveSeconds, BarSize.OneMinute])
        {
            var all = _strategies["quick"].Told.Where(line => line.StartsWith($"{size} ", StringComparison.Ordinal)).ToList();
            Assert.Equal(all, slow.Told.Where(line => line.StartsWith($"{size} ", StringComparison.Ordinal)).Distinct());
        }
    }

    [Fact]
    public void Trades_queue_up_to_a_bound_and_what_is_lost_is_counted()
    {
        _strategies["slow"].Block();
        ImmutableArray<Print> batch = [.. Enumerable.Range(0, 1_000).Select(static i => new Print(ConId.Of(1), Price.Of(1 + i), Quantity.Of(1), Start))];
        for (var i = 0; i < 105; i++)
        {
            _subscribers.Offer(batch);
        }

        Assert.Equal(105_000, _strategies["quick"].Trades);
        Assert.Equal(5_000, _subscribers.TradesLost);
    }

    [Fact]
    public async Task A_strategy_in_this_process_gets_its_bars_in_order_also_those_that_came_while_it_was_busy()
    {
        var (strategy, near) = (_strategies["slow"], new NearGrain<IStrategyGrain> { Far = _strategies["quick"] });
        var (contract, host) = (new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
        var stay = await On(host, () => near.Enter(strategy));
        using var feed = new StrategyFeed(StrategyName.Of("slow"), near, _history, _metrics, new FakeTimeProvider());
        using var over = new ManualResetEventSlim();
        var busy = On(host, () => over.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await OfferAsync(0, 100);
        over.Set();
        Assert.True(await busy);
        await ToldAsync(100);
        await OfferAsync(100, 1);
        await ToldAsync(101);
        await On(host, () =>
        {
            stay.Dispose();
            return true;
        });
        await OfferAsync(101, 1);

        Assert.Equal(Enumerable.Range(0, 101).Select(Told), strategy.Told.Where(static line => !line.StartsWith("quote", StringComparison.Ordinal)));
        Assert.Equal([Told(101)], _strategies["quick"].Told);

        Task OfferAsync(int from, int count) => On(contract, () =>
        {
            foreach (var i in Enumerable.Range(from, count))
            {
                feed.Offer(Part(i));
                if (i < 100)
                {
                    feed.Offer(Make.Quote(1, 100 + i));
                }
            }

            return true;
        });

        async Task ToldAsync(int bars)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (await On(host, () => strategy.Told.Count(static line => !line.StartsWith("quote", StringComparison.Ordinal))) < bars)
            {
                limit.Token.ThrowIfCancellationRequested();
            }
        }
    }

    private static Task<T> On<T>(TaskScheduler scheduler, Func<T> act) =>
        Task.Factory.StartNew(act, TestContext.Current.CancellationToken, TaskCreationOptions.None, scheduler);

    private static Bar Part(int index) => Make.Bar(1, Start.AddSeconds(5 * index));

    private static Bar Minute(int index) => Make.Bar(1, Start.AddMinutes(index), size: BarSize.OneMinute);

    private static string Told(int index) => $"{BarSize.FiveSeconds} {Start.AddSeconds(5 * index):O}";

    private sealed class History : StrategyFeed.ISource
    {
        public ImmutableArray<Bar> Bars { get; set; } = [];

        public ConId ConId => ConId.Of(1);

        public Task<ImmutableArray<Bar>> ReadAgainAsync(BarSize size, TimeRange range) =>
            Task.FromResult(Bars.RemoveAll(bar => bar.Size != size || !range.Contains(bar.Start)));

        public void OnNotTaken(StrategyName name, Exception exception) => Assert.Fail(exception.ToString());
    }

    /// <summary>Takes everything at once, or nothing while blocked.</summary>
    private sealed class Strategy : IStrategyGrain
    {
        private TaskCompletionSource? _blocked;

        public List<string> Told { get; } = [];

        public int Trades { get; private set; }

        public void Block() => _blocked = new TaskCompletionSource();

        public void Release()
        {
            var blocked = _blocked!;
            _blocked = null;
            blocked.SetResult();
        }

        public Task OnQuoteAsync(Quote quote) => TakeAsync($"quote {quote.Midpoint!.Value.Value:0}");

        public Task OnBarAsync(Bar bar) => TakeAsync($"{bar.Size} {bar.Start:O}");

        public Task OnTradesAsync(ImmutableArray<Print> trades)
        {
            Trades += trades.Length;
            return TakeAsync("trades");
        }

        public Task OnDepthAsync(MarketDepth depth) => TakeAsync("depth");

        public Task OnGreeksAsync(OptionGreeks greeks) => TakeAsync("greeks");

        public Task OnQualityAsync(ConId conId, DataQuality quality) => TakeAsync($"quality {quality}");

        public Task ConfigureAsync(StrategySettings settings) => throw new NotSupportedException();

        public Task<CommandResult> SetParametersAsync(ImmutableDictionary<string, string?> changes, string by) => throw new NotSupportedException();

        public Task WakeAsync() => throw new NotSupportedException();

        public Task OnNewsAsync(StrategyNews news) => throw new NotSupportedException();

        public Task OnStatusAsync(StrategyStatus status, string reason) => throw new NotSupportedException();

        public Task<StrategyHostView> GetState() => throw new NotSupportedException();

        private async Task TakeAsync(string what)
        {
            if (_blocked is { } blocked)
            {
                await blocked.Task;
            }

            Told.Add(what);
        }
    }
}
