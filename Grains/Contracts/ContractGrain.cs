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
internal sealed partial class ContractGrain : Grain, IContractGrain, IRemindable, GapFiller.IEvents
{
    private const string Revive = "revive";
    private const int BarsKept = 1_000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InstrumentAge = TimeSpan.FromHours(1);

    private readonly StateKeeper<ContractState> _state;
    private readonly ILease _lease;
    private readonly IBroker _broker;
    private readonly TimeProvider _clock;
    private readonly NearGrains _near;
    private readonly ILogger<ContractGrain> _logger;
    private readonly BarBook _book = new(Grace, BarsKept);
    private readonly BrokerLines _lines;
    private readonly PriceFinder _prices;
    private readonly BarHistory _history;
    private readonly GapFiller _filler;
    private readonly Dictionary<StrategyName, StrategyFeed> _feeds = [];
    private IDisposable? _presence;
    private LineWatch _watch;
    private Quote? _quote;
    private DateTimeOffset? _lastBarAt;
    private DateTimeOffset _instrumentAt;
    private IGrainReminder? _reminder;
    private long _quotes;
    private long _bars;
    private int _resubscriptions;

    public ContractGrain(
        [PersistentState("contract", GrainsHosting.Storage)] IPersistentState<ContractState> storage,
        ILease lease,
        IBroker broker,
        IMarketDataGateway gateway,
        NearGrains near,
        TimeProvider clock,
        ILogger<ContractGrain> logger)
    {
        (_lease, _broker, _near, _clock, _logger) = (lease, broker, near, clock, logger);
        _state = new StateKeeper<ContractState>(storage, Deactivate);
        _lines = new BrokerLines(gateway, (kind, e) => LogLineFailed(Id, kind, e));
        _prices = new PriceFinder(gateway, clock);
        _history = new BarHistory(gateway, _book, clock);
        _filler = new GapFiller(gateway, _book, clock, this);
        _watch = new LineWatch(clock.GetUtcNow());
    }

    private ConId Id => ConId.Of((int)this.GetPrimaryKeyLong());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(static (grain, _) => grain.BeatAsync(), this, new GrainTimerCreationOptions(Beat, Beat));
        ApplyHours();
        ApplySubscriptions();
        _presence = _near.Enter<IContractGrain>(this);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _presence?.Dispose();
        foreach (var feed in _feeds.Values)
        {
            feed.Dispose();
        }

        return Task.CompletedTask;
    }

    public async Task SubscribeAsync(ContractSubscription subscription)
    {
        RequireLease();
        var instrument = _state.Value.Instrument ?? await ResolveAsync(subscription.Instrument);
        await _state.ChangeAsync(state => state.With(subscription) with { Instrument = instrument });
        ApplyHours();
        ApplySubscriptions();
        _reminder ??= await this.RegisterOrUpdateReminder(Revive, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        await ReconcileAsync();
        if (subscription.Quotes && _quote is { } quote)
        {
            _feeds[subscription.Strategy].Offer(quote);
        }
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
        _quote = quote;
        _quotes++;
        OfferToAll(quote);
        return Task.CompletedTask;
    }

    public Task OnBarsAsync(ImmutableArray<Bar> bars)
    {
        RequireLease();
        var now = _clock.GetUtcNow();
        _lastBarAt = now;
        _watch = _watch.Alive(now);
        foreach (var bar in bars)
        {
            _bars++;
            if (BarBook.IsPart(bar))
            {
                Deliver(_book.Add(bar, now));
            }
            else
            {
                LogOddBar(Id, bar); // Repeating it would not make it better.
            }
        }

        return Task.CompletedTask;
    }

    public Task OnLineAsync(LineReport report)
    {
        RequireLease();
        LogLine(Id, report.Kind, report.State, report.Code, report.Text);
        _lines.Report(report, _clock.GetUtcNow());
        if (report is { Kind: LineKind.Quote, State: not LineState.Open } && _quote is not null)
        {
            _quote = _quote with { Quality = DataQuality.Stale };
            OfferToAll(_quote);
        }

        return Task.CompletedTask;
    }

    public Task<CurrentPrice> PriceAsync(TimeSpan maxAge)
    {
        RequireLease();
        return _prices.FindAsync(_quote, _lines.IsFlowing(LineKind.Quote), _book.Last, maxAge, InstrumentAsync);
    }

    public Task<ImmutableArray<Bar>> HistoryAsync(BarSize size, int count)
    {
        RequireLease();
        return _history.LastAsync(size, count, InstrumentAsync);
    }

    [ReadOnly]
    public Task<ContractView> GetState() => Task.FromResult(new ContractView(
        Id,
        _state.Value.Instrument?.Symbol ?? $"#{Id}",
        _quote,
        _lastBarAt,
        _watch.IsStale,
        [.. _state.Value.Subscriptions.SelectMany(static subscription => subscription.Bars
            .Select(size => new SubscriberView(subscription.Strategy, size, subscription.Quotes))
            .DefaultIfEmpty(new SubscriberView(subscription.Strategy, null, subscription.Quotes)))],
        [.. _lines.Open],
        _quotes,
        _feeds.Values.Sum(static feed => feed.Conflated),
        _bars,
        _resubscriptions,
        [.. _book.Gaps],
        _filler.Filled));

    private async Task BeatAsync()
    {
        if (_lease.KeptEpoch is null)
        {
            Deactivate("the lease is not here");
            return;
        }

        Deliver(_book.Flush(_clock.GetUtcNow()));
        FillGaps();
        await ReconcileAsync();
        await WatchAsync();
        if (_state.Value.Subscriptions.IsEmpty && !_lines.Open.Any())
        {
            await RetireAsync();
        }
    }

    private async Task WatchAsync()
    {
        var now = _clock.GetUtcNow();
        var isExpected = _lines.IsFlowing(LineKind.FiveSecondBars)
            && _broker.Condition.State == SessionState.Ready
            && _book.Calendar.IsOpen(now);
        (_watch, var resubscribe) = _watch.Look(now, isExpected);
        if (resubscribe && _state.Value.Instrument is { } instrument)
        {
            _resubscriptions++;
            LogStale(Id, instrument.Symbol, _watch.Attempts);
            await _lines.RenewAsync(instrument, LineKind.FiveSecondBars, now);
        }
    }

    private void FillGaps()
    {
        if (_book.Gaps.Count > 0 && _broker.Condition.State == SessionState.Ready && _state.Value.Instrument is { } instrument)
        {
            _filler.Look(instrument);
        }
    }

    void GapFiller.IEvents.OnFilled(ImmutableArray<BuiltBar> built) => Deliver(built);

    void GapFiller.IEvents.OnFillFailed(Backfill backfill, Exception exception) => LogNotFilled(Id, backfill, exception);

    private void ApplyHours()
    {
        if (_state.Value.Instrument is { } instrument)
        {
            _book.Calendar = _book.Calendar.UpdatedBy(SessionCalendar.Of(instrument));
        }
    }

    private async Task ReconcileAsync()
    {
        if (_state.Value.Instrument is { } instrument)
        {
            await _lines.ReconcileAsync(instrument, [.. _state.Value.NeededLines()], _clock.GetUtcNow());
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
            ApplyHours();
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
        _book.Want(_state.Value.Sizes());
        var wanted = _state.Value.Subscriptions.Select(static subscription => subscription.Strategy).ToHashSet();
        foreach (var gone in _feeds.Keys.Where(strategy => !wanted.Contains(strategy)).ToArray())
        {
            _feeds[gone].Dispose();
            _feeds.Remove(gone);
        }

        foreach (var strategy in wanted.Where(strategy => !_feeds.ContainsKey(strategy)))
        {
            _feeds[strategy] = new StrategyFeed(strategy, _near.Of(GrainFactory.GetGrain<IStrategyGrain>(strategy.Value)), _clock, (name, e) => LogNotTaken(Id, name, e));
        }
    }

    private void Deliver(ImmutableArray<BuiltBar> built)
    {
        foreach (var (bar, _) in built)
        {
            foreach (var subscription in _state.Value.Subscriptions)
            {
                if (subscription.Bars.Contains(bar.Size))
                {
                    _feeds[subscription.Strategy].Offer(bar);
                }
            }
        }
    }

    private void OfferToAll(Quote quote)
    {
        foreach (var subscription in _state.Value.Subscriptions)
        {
            if (subscription.Quotes)
            {
                _feeds[subscription.Strategy].Offer(quote);
            }
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

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "Contract {ConId} ({Symbol}): no bar in session, resubscribing (attempt {Attempt})")]
    private partial void LogStale(ConId conId, string symbol, int attempt);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "Contract {ConId}: strategy {Strategy} did not take market data; trying again")]
    private partial void LogNotTaken(ConId conId, StrategyName strategy, Exception exception);

    [LoggerMessage(EventId = 3006, Level = LogLevel.Warning, Message = "Contract {ConId}: {Backfill} not read; trying again")]
    private partial void LogNotFilled(ConId conId, Backfill backfill, Exception exception);

    [LoggerMessage(EventId = 3005, Level = LogLevel.Error, Message = "Contract {ConId}: {Bar} is not a 5-second bar on the clock; left out")]
    private partial void LogOddBar(ConId conId, Bar bar);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information, Message = "Contract {ConId} deactivates: {Reason}")]
    private partial void LogDeactivating(ConId conId, string reason);
}
