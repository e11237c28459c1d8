using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Grains.Placement;
using OrleansTrader.Grains.State;

namespace OrleansTrader.Grains.Contracts;

[KeepAlive]
[OnLeaseSilo]
internal sealed partial class ContractGrain : Grain, IContractGrain, IRemindable, StrategyFeed.ISource
{
    private const string Revive = "revive";
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InstrumentAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(60);

    private readonly StateKeeper<ContractState> _state;
    private readonly ILease _lease;
    private readonly IBroker _broker;
    private readonly TimeProvider _clock;
    private readonly NearGrains _near;
    private readonly ILogger<ContractGrain> _logger;
    private readonly BrokerLines _lines;
    private readonly LineHealth _health;
    private readonly ContractBars _bars;
    private readonly TradeFlow _trades;
    private readonly PriceFinder _prices;
    private readonly Subscribers _subscribers;
    private IDisposable? _presence;
    private DateTimeOffset? _lastBarAt;
    private DateTimeOffset _instrumentAt;
    private IGrainReminder? _reminder;
    private long _quotes;

    public ContractGrain(
        [PersistentState("contract", GrainsHosting.Storage)] IPersistentState<ContractState> storage,
        ILease lease,
        IBroker broker,
        IMarketDataGateway gateway,
        NearGrains near,
        PeerBoard peers,
        ContractMetrics metrics,
        TimeProvider clock,
        ILogger<ContractGrain> logger)
    {
        (_lease, _broker, _near, _clock, _logger) = (lease, broker, near, clock, logger);
        _state = new StateKeeper<ContractState>(storage, Deactivate);
        _subscribers = new Subscribers(strategy => new StrategyFeed(strategy, near.Of(GrainFactory.GetGrain<IStrategyGrain>(strategy.Value)), this, metrics, clock));
        _lines = new BrokerLines(gateway, (kind, e) => LogLineFailed(Id, kind, e));
        _health = new LineHealth(_lines, peers, metrics, clock);
        _bars = new ContractBars(gateway, metrics, clock, _subscribers.Offer, (backfill, e) => LogNotFilled(Id, backfill, e));
        _trades = new TradeFlow(gateway, clock, HandOn, OnTradesLost);
        _prices = new PriceFinder(gateway, clock);
    }

    ConId StrategyFeed.ISource.ConId => Id;

    private ConId Id => ConId.Of((int)this.GetPrimaryKeyLong());

    private Quote? Quote => _subscribers.Newest.Quote;

    /// <summary>What the contract's data is worth now.</summary>
    private DataQuality Quality => _health.IsStale ? DataQuality.Stale : Quote?.Quality ?? DataQuality.Live;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(static (grain, _) => grain.BeatAsync(), this, new GrainTimerCreationOptions(Beat, Beat));
        ApplySubscriptions();
        _presence = _near.Enter<IContractGrain>(this);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _presence?.Dispose();
        _subscribers.Close();
        _health.Leave(_state.Value.Instrument);
        return Task.CompletedTask;
    }

    public async Task SubscribeAsync(ContractSubscription subscription)
    {
        RequireLease();
        var instrument = _state.Value.Instrument ?? await ResolveAsync(subscription.Instrument);
        await _state.ChangeAsync(state => state.With(subscription) with { Instrument = instrument });
        ApplySubscriptions();
        _reminder ??= await this.RegisterOrUpdateReminder(Revive, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        await ReconcileAsync();
        _subscribers.ShowNewest(subscription);
    }

    public async Task UnsubscribeAsync(StrategyName strategy)
    {
        RequireLease();
        await _state.ChangeAsync(state => state.Without(strategy));
        ApplySubscriptions();
        await ReconcileAsync();
    }

    public async Task WakeAsync()
    {
        RequireLease();
        _lines.Doubt();
        await ReconcileAsync();
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_lease.KeptEpoch is null)
        {
            Deactivate("the lease is not here");
            return Task.CompletedTask;
        }

        return ReconcileAsync();
    }

    public Task OnQuoteAsync(Quote quote)
    {
        RequireLease();
        _quotes++;
        _health.OnQuote(quote.At);
        _subscribers.Offer(quote);
        _subscribers.Tell(Quality);
        return Task.CompletedTask;
    }

    public Task OnBarsAsync(ImmutableArray<Bar> bars)
    {
        RequireLease();
        _lastBarAt = _clock.GetUtcNow();
        _health.OnBars();
        foreach (var bar in bars)
        {
            if (!_bars.Take(bar))
            {
                LogOddBar(Id, bar);
            }
        }

        _subscribers.Tell(Quality);
        return Task.CompletedTask;
    }

    public Task OnTradesAsync(ImmutableArray<Print> trades)
    {
        RequireLease();
        _trades.Take(trades);
        return Task.CompletedTask;
    }

    public Task OnDepthAsync(MarketDepth depth)
    {
        RequireLease();
        _subscribers.Offer(depth);
        return Task.CompletedTask;
    }

    public Task OnGreeksAsync(OptionGreeks greeks)
    {
        RequireLease();
        _subscribers.Offer(greeks);
        return Task.CompletedTask;
    }

    public Task OnLineAsync(LineReport report)
    {
        RequireLease();
        LogLine(Id, report.Kind, report.State, report.Code, report.Text);
        _lines.Report(report, _clock.GetUtcNow());
        if (report is { Kind: LineKind.Quote, State: not (LineState.Open or LineState.Halted) })
        {
            MarkQuoteStale();
        }

        if (report is { Kind: LineKind.Trades, State: LineState.Lost or LineState.Refused })
        {
            _trades.Break();
        }

        _subscribers.Tell(Quality);
        return Task.CompletedTask;
    }

    public Task<CurrentPrice> PriceAsync(TimeSpan maxAge)
    {
        RequireLease();
        return _prices.FindAsync(Quote, _lines.IsFlowing(LineKind.Quote), _bars.Last, maxAge, InstrumentAsync);
    }

    public Task<ImmutableArray<Bar>> HistoryAsync(BarSize size, int count)
    {
        RequireLease();
        return _bars.LastAsync(size, count, InstrumentAsync);
    }

    [ReadOnly]
    public Task<ContractView> GetState() => Task.FromResult(new ContractView(
        Id,
        _state.Value.Instrument?.Symbol ?? $"#{Id}",
        Quote,
        _lastBarAt,
        _health.IsStale,
        [.. _state.Value.Subscriptions.SelectMany(static subscription => subscription.Bars
            .Select(size => new SubscriberView(subscription.Strategy, size, subscription.GetsQuotes))
            .DefaultIfEmpty(new SubscriberView(subscription.Strategy, null, subscription.GetsQuotes)))],
        [.. _lines.Open],
        _quotes,
        _subscribers.Conflated,
        _bars.Taken.Bars,
        _health.Resubscriptions,
        _trades.Gap is { } gap ? [.. _bars.Gaps, gap] : _bars.Gaps,
        _bars.GapsFilled,
        Quality,
        _lines.Problem,
        _bars.Taken.Trades,
        _subscribers.BarsDeferred,
        _subscribers.TradesLost,
        _subscribers.Newest.Depth,
        _subscribers.Newest.Greeks));

    async Task<ImmutableArray<Bar>> StrategyFeed.ISource.ReadAgainAsync(BarSize size, TimeRange range)
    {
        using var limit = new CancellationTokenSource(ReadLimit, _clock);
        return await _bars.RangeAsync(size, range, await InstrumentAsync(), limit.Token);
    }

    void StrategyFeed.ISource.OnNotTaken(StrategyName name, Exception exception) => LogNotTaken(Id, name, exception);

    private async Task BeatAsync()
    {
        if (_lease.KeptEpoch is null)
        {
            Deactivate("the lease is not here");
            return;
        }

        var askable = _broker.Condition.State == SessionState.Ready ? _state.Value.Instrument : null;
        _bars.Beat(askable);
        _trades.Beat(askable);
        await ReconcileAsync();
        await WatchAsync();
        if (_state.Value.Subscriptions.IsEmpty && !_lines.Open.Any())
        {
            await RetireAsync();
        }
    }

    private async Task WatchAsync()
    {
        if (_state.Value.Instrument is not { } instrument)
        {
            return;
        }

        var now = _clock.GetUtcNow();
        var mayTrade = _broker.Condition.State == SessionState.Ready && _bars.Calendar.IsOpen(now);
        foreach (var kind in _health.Look(instrument, mayTrade))
        {
            LogStale(Id, instrument.Symbol, kind, _health.Attempts);
            if (kind == LineKind.Quote)
            {
                MarkQuoteStale();
            }

            await _lines.RenewAsync(instrument, kind, now);
        }

        _subscribers.Tell(Quality);
    }

    private async Task ReconcileAsync()
    {
        if (_state.Value.Instrument is { } instrument)
        {
            await _lines.ReconcileAsync(instrument, [.. _state.Value.NeededLines()], _state.Value.Priority, _clock.GetUtcNow());
            await RefreshInstrumentAsync(instrument);
        }
    }

    /// <summary>Trading hours are told for a few days only.</summary>
    private async Task RefreshInstrumentAsync(Instrument known)
    {
        var now = _clock.GetUtcNow();
        if (now - _instrumentAt < InstrumentAge || _state.Value.Subscriptions is not [{ Instrument: var spec }, ..])
        {
            return;
        }

        _instrumentAt = now;
        var fresh = (await GrainFactory.GetGrain<IInstrumentGrain>(spec).ResolveAsync()).Instrument;
        if (fresh is not null && fresh.ConId == known.ConId && !fresh.TradingHours.SequenceEqual(known.TradingHours))
        {
            await _state.ChangeAsync(state => state with { Instrument = fresh });
            _bars.Follow(fresh);
        }
    }

    private async Task<Instrument> InstrumentAsync() => _state.Value.Instrument ?? await ResolveAsync($"#{Id}");

    private async Task<Instrument> ResolveAsync(string spec)
    {
        var resolution = await GrainFactory.GetGrain<IInstrumentGrain>(spec).ResolveAsync();
        _instrumentAt = _clock.GetUtcNow();
        return resolution.Instrument is { } instrument && instrument.ConId == Id
            ? instrument
            : throw new ArgumentException($"'{spec}' is not contract {Id}: {resolution.Problem ?? resolution.Instrument?.ToString()}");
    }

    private void ApplySubscriptions()
    {
        if (_state.Value.Instrument is { } instrument)
        {
            _bars.Follow(instrument);
        }

        _bars.Want([.. _state.Value.Sizes()]);
        _subscribers.Become(_state.Value.Subscriptions);
    }

    private void HandOn(ImmutableArray<Print> trades)
    {
        _bars.Take(trades);
        _subscribers.Offer(trades);
    }

    private void OnTradesLost(Gap gap, Exception? tryingAgain)
    {
        if (tryingAgain is null)
        {
            _bars.NoteTradesLost();
        }

        LogTradesLost(Id, gap.Range, tryingAgain is null ? "given up" : "trying again", tryingAgain);
    }

    private void MarkQuoteStale()
    {
        if (Quote is { } quote)
        {
            _subscribers.Offer(quote with { Quality = DataQuality.Stale });
        }
    }

    private async Task RetireAsync()
    {
        _reminder ??= await this.GetReminder(Revive);
        if (_reminder is { } reminder)
        {
            await this.UnregisterReminder(reminder);
            _reminder = null;
        }

        Deactivate("nobody needs it");
    }

    private void RequireLease()
    {
        if (_lease.KeptEpoch is null)
        {
            Deactivate("the lease is not here");
            throw new NotLeaseHolderException($"Contract {Id} is not served here: this process does not hold the lease.");
        }
    }

    private void Deactivate(string reason)
    {
        LogDeactivating(Id, reason);
        DeactivateOnIdle();
    }

    [LoggerMessage(EventId = 3000, Level = LogLevel.Warning, Message = "Contract {ConId}: {Kind} line not opened or closed")]
    private partial void LogLineFailed(ConId conId, LineKind kind, Exception exception);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Contract {ConId}: {Kind} line is {State} (code {Code}): {Text}")]
    private partial void LogLine(ConId conId, LineKind kind, LineState state, int? code, string text);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "Contract {ConId} ({Symbol}): the {Kind} line is silent in session, subscribing again (attempt {Attempt})")]
    private partial void LogStale(ConId conId, string symbol, LineKind kind, int attempt);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "Contract {ConId}: strategy {Strategy} did not take market data; trying again")]
    private partial void LogNotTaken(ConId conId, StrategyName strategy, Exception exception);

    [LoggerMessage(EventId = 3007, Level = LogLevel.Warning, Message = "Contract {ConId}: trades of {Range} not read, {Outcome}")]
    private partial void LogTradesLost(ConId conId, TimeRange range, string outcome, Exception? exception);

    [LoggerMessage(EventId = 3006, Level = LogLevel.Warning, Message = "Contract {ConId}: {Backfill} not read; trying again")]
    private partial void LogNotFilled(ConId conId, Backfill backfill, Exception exception);

    [LoggerMessage(EventId = 3005, Level = LogLevel.Error, Message = "Contract {ConId}: {Bar} is not a 5-second bar on the clock; left out")]
    private partial void LogOddBar(ConId conId, Bar bar);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information, Message = "Contract {ConId} deactivates: {Reason}")]
    private partial void LogDeactivating(ConId conId, string reason);
}
