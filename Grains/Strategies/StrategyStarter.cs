using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Strategies;

/// <summary>The steps from settings to a running strategy that need other grains.</summary>
internal sealed class StrategyStarter(IGrainFactory grains, StrategyCatalog catalog, IBarStore store, TimeProvider clock)
{
    /// <summary>Checks type, parameters and instrument names without any outside help.</summary>
    /// <exception cref="ArgumentException">Something is wrong; the message names it.</exception>
    public (IStrategy Strategy, StrategyPlan Plan) Create(StrategySettings settings)
    {
        var strategy = catalog.Create(settings.Type);
        var plan = StrategySetup.Configure(strategy, new StrategyParameters(settings.Parameters));
        foreach (var feed in plan.Feeds)
        {
            try
            {
                InstrumentSpec.Parse(feed.Instrument);
            }
            catch (FormatException e)
            {
                throw new ArgumentException(e.Message, nameof(settings), e);
            }
        }

        return (strategy, plan);
    }

    /// <summary>Resolves every feed's contract.</summary>
    /// <exception cref="InvalidOperationException">The broker knows none or several; the message says which.</exception>
    public async Task<StrategySetup> ResolveAsync(StrategySettings settings, StrategyPlan plan)
    {
        var names = plan.Feeds.Select(static feed => feed.Instrument).Distinct().ToArray();
        var resolutions = await Task.WhenAll(names.Select(name => grains.GetGrain<IInstrumentGrain>(name).ResolveAsync()));
        var problems = resolutions.Where(static resolution => resolution.Instrument is null).Select(static resolution => resolution.Problem).ToArray();
        return problems is []
            ? new StrategySetup(settings.Name, settings.Capital, plan, names.Zip(resolutions).ToImmutableDictionary(static pair => pair.First, static pair => pair.Second.Instrument!))
            {
                Schedule = settings.Schedule,
            }
            : throw new InvalidOperationException(string.Join(" ", problems));
    }

    /// <summary>Adds the options that the plan's chains want, as the broker lists them now, and those that the strategy holds.</summary>
    /// <exception cref="InvalidOperationException">The underlying of a chain has no price at all.</exception>
    public async Task<StrategySetup> AddOptionsAsync(StrategySetup setup, IEnumerable<ConId> held)
    {
        if (setup.Plan.Chains.IsEmpty)
        {
            return setup;
        }

        var chains = await Task.WhenAll(setup.Plan.Chains.Select(async chain => (await PickAsync(setup, chain)).Select(name => new Feed(name, [], Quotes: true, Greeks: chain.Greeks))));
        var missing = held.Except(setup.Instruments.Values.Select(static instrument => instrument.ConId)).Select(static conId => new Feed($"#{conId}", [], Quotes: true));
        var feeds = chains.SelectMany(static feeds => feeds).Concat(missing).DistinctBy(static feed => feed.Instrument).ToArray();
        var resolutions = await Task.WhenAll(feeds.Select(feed => grains.GetGrain<IInstrumentGrain>(feed.Instrument).ResolveAsync()));
        return feeds.Zip(resolutions)
            .Where(static pair => pair.Second.Instrument is { Right: not null }) // Not every pair of expiry and strike exists.
            .DistinctBy(static pair => pair.Second.Instrument!.ConId)
            .Aggregate(setup, static (so, pair) => so.With(pair.First, pair.Second.Instrument!));
    }

    private async Task<ImmutableArray<string>> PickAsync(StrategySetup setup, OptionChain chain)
    {
        var underlying = setup.Instruments[chain.Underlying];
        var listed = await grains.GetGrain<IInstrumentGrain>(chain.Underlying).OptionsAsync();
        return chain.Pick(listed, underlying, await PriceAsync(underlying), DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
    }

    /// <summary>The price now, or out of session the last day's close.</summary>
    private async Task<Price> PriceAsync(Instrument instrument)
    {
        try
        {
            return (await Contract(instrument.ConId).PriceAsync(TimeSpan.FromHours(1))).Price;
        }
        catch (TimeoutException)
        {
            return (await Contract(instrument.ConId).HistoryAsync(BarSize.OneDay, 1)) is [.., var last]
                ? last.Close
                : throw new InvalidOperationException($"{instrument.Symbol} has no price and no history: its options cannot be chosen.");
        }
    }

    /// <exception cref="InvalidOperationException">The engine refused.</exception>
    public async Task RegisterAsync(StrategySettings settings)
    {
        var command = new RegisterStrategy($"register/{settings.Name}/{settings.Capital}", "host", settings.Name, settings.Capital);
        if (await Engine(settings).ExecuteAsync(command) is { Done: false } refused)
        {
            throw new InvalidOperationException($"The engine did not register {settings.Name}: {refused.Text}");
        }
    }

    public async Task SubscribeAsync(StrategySetup setup) => await Task.WhenAll(setup.Plan.Feeds
        .GroupBy(feed => setup.Instruments[feed.Instrument].ConId)
        .Select(feeds => Contract(feeds.Key).SubscribeAsync(new ContractSubscription(
            setup.Name,
            feeds.First().Instrument,
            [.. feeds.SelectMany(static feed => feed.Bars).Distinct()],
            feeds.Any(static feed => feed.Quotes),
            feeds.Any(static feed => feed.Trades),
            feeds.Any(static feed => feed.Depth),
            feeds.Any(static feed => feed.Greeks),
            feeds.Max(static feed => feed.Priority),
            feeds.Any(static feed => feed.BidAsk)))));

    public Task UnsubscribeAsync(StrategyName name, IEnumerable<ConId> contracts) =>
        Task.WhenAll(contracts.Select(conId => Contract(conId).UnsubscribeAsync(name)));

    /// <summary>Every bar wanted for warm-up, in order of time.</summary>
    public async Task<Bar[]> HistoryAsync(StrategySetup setup)
    {
        var wanted = setup.Plan.Feeds.Where(static feed => feed.WarmUp > 0)
            .SelectMany(feed => feed.Bars.Select(size => (Series: SeriesOf(setup.Instruments[feed.Instrument], size), feed.WarmUp)));
        var histories = await Task.WhenAll(wanted.Select(one => HistoryAsync(one.Series, one.WarmUp)));
        return [.. histories.SelectMany(static bars => bars).OrderBy(static bar => bar.End).ThenBy(static bar => bar.ConId.Value)];
    }

    private static BarSeries SeriesOf(Instrument instrument, BarSize size) => new(instrument.ConId, size, BarSeries.WhatOf(instrument));

    /// <summary>The contract's hours as they are known now.</summary>
    public async Task<Instrument?> RefreshAsync(string name) => (await grains.GetGrain<IInstrumentGrain>(name).ResolveAsync()).Instrument;

    /// <summary>From the stored history as far as it goes, the rest from the broker: all of it when the store has too little.</summary>
    private async Task<ImmutableArray<Bar>> HistoryAsync(BarSeries series, int count)
    {
        var now = clock.GetUtcNow();
        var stored = series.Size.IsByTime ? await store.LastAsync(series, PriceAdjustment.Splits, count, now, CancellationToken.None) : [];
        var missing = WarmUpHistory.Missing(stored, series.Size, count, now);
        return missing == 0 ? stored : WarmUpHistory.Join(stored, await Contract(series.ConId).HistoryAsync(series.Size, missing), count);
    }

    public IOrderEngineGrain Engine(StrategySettings settings) => grains.GetGrain<IOrderEngineGrain>(settings.Account.Value);

    private IContractGrain Contract(ConId conId) => grains.GetGrain<IContractGrain>(conId.Value);
}
