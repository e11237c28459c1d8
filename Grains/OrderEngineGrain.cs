using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Grains.OrderEngine;
using OrleansTrader.Grains.Placement;

namespace OrleansTrader.Grains;

/// <summary>The order management system of one account: decides in the domain, commits in groups, sends after the commit (design R2-R4, R9).</summary>
/// <remarks>Decisions are synchronous and never interleave; reentrancy lets further calls in while a commit is in flight, and only there.</remarks>
[Reentrant]
[OnLeaseSilo]
[KeepAlive]
internal sealed partial class OrderEngineGrain : Grain, IOrderEngineGrain, IDisposable
{
    private readonly NearGrains _near;
    private readonly IOrderJournal _journal;
    private readonly ILease _lease;
    private readonly IKillLatchFile? _latchFile;
    private readonly GroupCommit _commit;
    private readonly Engine _engine;
    private readonly BrokerSends _sends;
    private readonly PartGuard _guard;
    private readonly OrderLane _lane;
    private readonly BrokerInbox _inbox;
    private readonly KillSwitch _kill;
    private readonly StrategyPumps _pumps;
    private readonly JournalOutage _outage;
    private readonly SnapshotKeeper _snapshots;
    private readonly RecentActivity _recent = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly ILogger<OrderEngineGrain> _logger;
    private DateTimeOffset _askedAt;
    private DateTimeOffset _valuedAt;
    private Task _asking = Task.CompletedTask;

    /// <summary>The latch in the local file whose kill was decided on here, or that was there before; a kill still on its way is not in it.</summary>
    private string? _fileLatch;
    private IDisposable? _presence;

    public OrderEngineGrain(
        IOrderJournal journal,
        IBroker broker,
        ILease lease,
        NearGrains near,
        IOptions<OrderEngineOptions> options,
        TimeProvider clock,
        IServiceProvider services,
        ILogger<OrderEngineGrain> logger)
    {
        var account = AccountId.Of(this.GetPrimaryKeyString());
        (_near, _journal, _lease, _logger) = (near, journal, lease, logger);
        _latchFile = services.GetService<IKillLatchFile>();
        _commit = new GroupCommit(account, journal, clock) { Committed = OnCommitted, Poisoned = OnPoisoned };
        var contracts = new KnownContracts(GrainFactory, clock, logger) { Learned = OnLearned };
        _engine = new Engine(account, options.Value, _commit, new EnginePorts(broker, lease, clock, services.GetService<IDataFarms>()), contracts);
        _sends = new BrokerSends(_engine, logger) { Written = orderId => _inbox!.Written(orderId) };
        _guard = new PartGuard(_engine, logger);
        _lane = new OrderLane(_engine, _sends, _guard, logger);
        _sends.Unsent = _lane.PlanLater;
        _inbox = new BrokerInbox(_engine, _sends, _lane, logger);
        _kill = new KillSwitch(_engine, _sends, _guard, logger);
        _pumps = new StrategyPumps(GrainFactory, _commit, logger);
        _outage = new JournalOutage(_engine, _sends, journal, logger) { Over = End };
        _snapshots = new SnapshotKeeper(_commit, journal, options.Value.SnapshotEvery, clock, logger);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_lease.Epoch is not { } epoch)
        {
            throw new NotLeaseHolderException($"Account {_engine.Account}: this process does not hold the lease.");
        }

        await _commit.OpenAsync(epoch, (entry, _) => _recent.Add(entry), cancellationToken);
        _recent.Complete(_commit.Durable);
        var condition = _engine.Broker.Condition;
        _engine.View = new BrokerView { State = condition.State, Session = condition.Session, CompleteUntil = _commit.Durable.LastAt };
        await _engine.Broker.AttachAsync(_engine.Account, _commit.Token, cancellationToken);
        await RestoreLatchAsync(cancellationToken);
        foreach (var conId in _commit.Durable.Net.Keys.Union(_commit.Durable.Live.Keys))
        {
            _engine.Contracts.Begin(conId);
        }

        this.RegisterGrainTimer(
            static (grain, _) => grain.OnTickAsync(),
            this,
            new GrainTimerCreationOptions { DueTime = _engine.Options.Tick, Period = _engine.Options.Tick, Interleave = true, KeepAlive = true });
        _presence = _near.Enter<IOrderEngineGrain>(this);
        LogActivated(_engine.Account, _commit.Token.LeaseEpoch, _commit.Token.EngineEpoch, _commit.Durable.Seq);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _presence?.Dispose();
        _lane.Stop();
        await _ended.CancelAsync();
        _commit.Kick();
        await _commit.Loop;
        await _snapshots.Writing;
        LogDeactivated(_engine.Account, _commit.Durable.Seq, reason.Description);
    }

    public void Dispose()
    {
        _lane.Dispose();
        _ended.Dispose();
    }

    public Task WakeAsync() => Task.CompletedTask;

    public async Task OnBrokerEventsAsync(ImmutableArray<BrokerEvent> events)
    {
        _commit.ThrowIfPoisoned();
        _inbox.Take(events);
        await _commit.FlushAsync();
    }

    public async Task QuarantineAsync(BrokerEvent report, string problem)
    {
        _commit.ThrowIfPoisoned();
        _inbox.Quarantine(report, problem);
        await _commit.FlushAsync();
    }

    public async Task<SubmissionResult> SubmitAsync(StrategySubmission submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        _outage.PassCancels(submission);
        _commit.ThrowIfPoisoned();
        var parts = SubmissionParts.Of(submission, _engine.Broker.LargestOrderBatch, SlotsOf);
        var preparing = PrepareAsync(parts[0]);
        if (!preparing.IsCompleted || parts.Count > 1)
        {
            Record(SubmissionDecider.Cancels(_engine.Pending, submission), []); // They wait for nothing that the other actions wait for.
            _commit.Kick();
        }

        var result = Take(parts[0], await preparing, isLast: parts.Count == 1);
        for (var i = 1; i < parts.Count; i++)
        {
            _commit.Kick(); // What was decided leaves and makes room.
            var next = Take(parts[i], await PrepareAsync(parts[i]), isLast: i == parts.Count - 1);
            result = next with { Denials = [.. result.Denials, .. next.Denials] };
        }

        await _commit.FlushAsync();
        return result;
    }

    private SubmissionResult Take(StrategySubmission part, OrderSlots taken, bool isLast)
    {
        using var slots = taken;
        _commit.ThrowIfPoisoned();
        var decision = SubmissionDecider.Decide(_engine.Pending, _engine.View, part, _engine.Environment(slots.AreGranted), isLast);
        slots.Use(Record(decision.Events, decision.Send));
        foreach (var holding in decision.Holdings)
        {
            _lane.Plan(holding);
        }

        return decision.Result;
    }

    public async Task<CommandResult> ExecuteAsync(OperatorCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var inFile = command is Kill kill && !(kill.IsKeyed && _commit.Durable.Answers.ContainsKey(kill.Name)) ? await BeginKillAsync(kill) : null;
        try
        {
            return await DecideAsync(command, inFile);
        }
        catch (JournalException) when (inFile is not null)
        {
            return CommandResult.Ok("The journal is away: every cancel that can pass was sent, the latch is in the local file; flattened after recovery.");
        }
    }

    /// <param name="inFile">The latch that the local file holds for this command.</param>
    private async Task<CommandResult> DecideAsync(OperatorCommand command, string? inFile)
    {
        if (_outage.Answer(command) is { } answer)
        {
            return answer;
        }

        _commit.ThrowIfPoisoned();
        if (command is PlaceByHand place)
        {
            await _engine.Contracts.EnsureAsync([place.ConId]);
        }

        using var slots = await OrderSlots.TakeAsync(_engine.Broker, SlotsOf(command), _ended.Token);
        _commit.ThrowIfPoisoned();
        var decision = CommandDecider.Decide(_engine.Pending, _engine.View, command, _engine.Environment(slots.AreGranted));
        slots.Use(Record(decision.Events, decision.Send));
        var rearmed = command is Rearm && _engine.Pending.KillLatch is null ? _fileLatch : null;
        _fileLatch = inFile ?? _fileLatch;
        _engine.Ask ??= decision.Ask;
        _lane.PlanAll();
        await _commit.FlushAsync();
        if (rearmed is not null)
        {
            await _latchFile!.ClearAsync(_engine.Account, rearmed, CancellationToken.None); // A kill that came meanwhile wrote its own.
        }

        LogCommand(command.GetType().Name, command.By, decision.Result.Text);
        return decision.Result;
    }

    public async Task<StrategyNews> CatchUpAsync(StrategyName strategy, long afterSeq)
    {
        var book = _commit.Durable;
        if (!book.Strategies.ContainsKey(strategy))
        {
            throw new InvalidOperationException($"Strategy {strategy} is not registered.");
        }

        var items = ImmutableArray.CreateBuilder<StrategyNewsItem>();
        await foreach (var entry in _journal.ReadAsync(_engine.Account, afterSeq, _ended.Token))
        {
            if (entry.Seq > book.Seq)
            {
                break;
            }

            var change = BookChange.Of(entry, book); // Orders as they are now: the newest state is what a restarted strategy needs.
            items.AddRange(change.Strategies.Contains(strategy) ? change.Items : []);
        }

        return StrategyPumps.Compose(book, strategy, afterSeq, items.ToImmutable());
    }

    public Task<AccountView> GetState() =>
        Task.FromResult(_recent.ToView(_commit.Durable, _commit.Poison is null ? _engine.View : _engine.View with { Last = null }, _engine.Broker.Condition.State, _engine.Now) with
        {
            Limits = LimitView.Of(_commit.Durable, _engine.Options.ToLimits()),
            Restricted = [.. _commit.Durable.Restricted.Select(static pair => new RestrictionView(pair.Key, pair.Value)).OrderBy(static row => row.ConId.Value)],
        });

    public async Task<WhatIfAnswer> WhatIfAsync(PlaceByHand order)
    {
        ArgumentNullException.ThrowIfNull(order);
        _commit.ThrowIfPoisoned();
        await _engine.Contracts.EnsureAsync([order.ConId]);
        var legs = order.Legs();
        var denial = PlaceDecider.Check(_engine.Pending, _engine.View, legs, _engine.Environment());
        if (!_engine.Contracts.Instruments.TryGetValue(order.ConId, out var instrument))
        {
            return new WhatIfAnswer(denial, null, $"Contract {order.ConId} is not known.");
        }

        if (!await _engine.Broker.AcquireOrderSlotAsync(_ended.Token))
        {
            return new WhatIfAnswer(denial, null, "The broker cannot be asked now.");
        }

        try
        {
            return new WhatIfAnswer(denial, await _engine.Broker.WhatIfAsync(_commit.Token, legs[0] with { Bracket = null }, instrument, _ended.Token), null);
        }
        catch (GatewayRequestException e)
        {
            return new WhatIfAnswer(denial, null, e.Message);
        }
    }

    /// <summary>How many messages of the order lane an action is made of.</summary>
    private int SlotsOf(StrategyAction action) => action switch
    {
        PlaceAction place when !_engine.Pending.Orders.ContainsKey(place.Id) => place.Legs(StrategyName.Unknown).Length,
        ModifyAction => 1,
        _ => 0,
    };

    private static int SlotsOf(OperatorCommand command) => command switch
    {
        PlaceByHand place => place.Legs().Length,
        ModifyByHand => 1,
        _ => 0,
    };

    private static ConId? ConIdOf(StrategyAction action) => action switch
    {
        SetTargetAction x => x.ConId,
        PlaceAction x => x.ConId,
        _ => null,
    };

    /// <summary>What the actions need before they can be decided: contracts known, a slot for each message.</summary>
    private async Task<OrderSlots> PrepareAsync(StrategySubmission submission)
    {
        await _engine.Contracts.EnsureAsync(submission.Actions.Select(ConIdOf).OfType<ConId>());
        return await OrderSlots.TakeAsync(_engine.Broker, submission.Actions.Sum(SlotsOf), _ended.Token);
    }

    /// <returns>How many orders and changes follow the commit.</returns>
    private int Record(ImmutableArray<BookEvent> events, ImmutableArray<ClientOrderId> send)
    {
        _commit.Record(events);
        foreach (var cancel in events.OfType<CancelRequested>())
        {
            _sends.CancelAfterCommit(cancel.Id);
        }

        var messages = send.Length;
        foreach (var change in events.OfType<ModifyRequested>())
        {
            _sends.ModifyAfterCommit(change.Id);
            messages++;
        }

        foreach (var id in send)
        {
            _sends.PlaceAfterCommit(id);
        }

        return messages;
    }

    /// <summary>Before the journal: the file remembers, and cancels pass even when the journal is away (design P7, P8).</summary>
    /// <returns>The latch that the file remembers; null when it does not.</returns>
    private async Task<string?> BeginKillAsync(Kill kill)
    {
        foreach (var order in _engine.Pending.LiveOrders.Where(static order => order.Intent.Purpose != OrderPurpose.Flatten).ToArray())
        {
            _sends.Cancel(order.Id);
        }

        if (_latchFile is null)
        {
            return null;
        }

        try
        {
            var latch = CommandDecider.LatchId(kill.Key);
            await _latchFile.WriteAsync(_engine.Account, latch, CancellationToken.None);
            return latch;
        }
        catch (Exception e)
        {
            LogLatchNotWritten(_engine.Account, e); // The kill goes on: the journal latches too.
            return null;
        }
    }

    /// <summary>A latch that only the file remembers counts like any other.</summary>
    private async Task RestoreLatchAsync(CancellationToken cancellationToken)
    {
        _fileLatch = _latchFile is null ? null : await _latchFile.ReadAsync(_engine.Account, cancellationToken);
        if (_fileLatch is { } latch && _commit.Pending.KillLatch is null)
        {
            Record(CommandDecider.Latched(_commit.Pending, latch, "file", "the local latch file says so"), []);
            await _commit.FlushAsync();
        }
    }

    private Task OnTickAsync()
    {
        if (!_engine.KeepsLease)
        {
            _commit.Stop(new NotLeaseHolderException("The lease was lost."));
        }

        if (_commit.Poison is not null)
        {
            _outage.Watch();
            return Task.CompletedTask;
        }

        // What gets us out comes first, and no part that fails keeps another from its turn.
        _guard.Run("the watch over cancels", _sends.Watch);
        _guard.Run("the kill switch", _kill.Watch);
        var before = _engine.Pending;
        _guard.Run("the settling of unanswered orders", () => _inbox.Apply(Reconciler.Watch(_engine.Pending, _engine.View, _engine.Reconcile())));
        _guard.Run("the proof of books", () => _inbox.Apply(Proof.Watch(_engine.Pending, _engine.View, _engine.Contracts.Instruments, _engine.Reconcile())));
        _guard.Run("the watch over changes", () => _engine.Ask ??= Modifications.Overdue(_engine.Pending, _engine.Now));
        _guard.Run("the care of brackets", () => Record(Bracket.Care(_engine.Pending), []));
        _guard.Run("the watch over losses", WatchRisk);
        _guard.Run("the plan after the look", () => _inbox.Plan(before, ready: true));
        _guard.Run("what is due to be planned", _lane.PlanDue);
        _guard.Run("the question for the lists", AskForLists);
        _guard.Run("the snapshot", _snapshots.Watch);
        _commit.Kick(); // Not awaited: while a commit is stuck, cancels and the kill switch go on.
        return Task.CompletedTask;
    }

    /// <summary>Once a second: valuing every position is not free.</summary>
    private void WatchRisk()
    {
        if (_engine.Now - _valuedAt >= TimeSpan.FromSeconds(1))
        {
            _valuedAt = _engine.Now;
            Record(RiskWatch.Look(_engine.Pending, _engine.View, _engine.Environment(), _engine.BrokerDay), []);
        }
    }

    /// <summary>One synchronization at a time, at most one a second.</summary>
    private void AskForLists()
    {
        if (_engine.Ask is { } reason
            && _asking.IsCompleted
            && _engine.View.Current is null
            && _engine.View.Synchronized
            && _engine.Now - _askedAt >= TimeSpan.FromSeconds(1))
        {
            (_askedAt, _engine.Ask) = (_engine.Now, null);
            LogAsking(_engine.Account, reason);
            _asking = AskAsync();
        }
    }

    private async Task AskAsync()
    {
        try
        {
            await _engine.Broker.SynchronizeAsync(_commit.Token, _ended.Token);
        }
        catch (StaleTokenException e)
        {
            _commit.Stop(e);
        }
        catch (Exception e)
        {
            _engine.Ask ??= "the lists could not be asked for";
            LogNotAsked(_engine.Account, e.Message);
        }
    }

    private void OnLearned(ConId conId)
    {
        if (_commit.Poison is null)
        {
            _lane.PlanContract(conId);
            _commit.Kick();
        }
    }

    private void OnCommitted(CommitBatch batch)
    {
        foreach (var entry in batch.Entries)
        {
            _recent.Add(entry);
        }

        _pumps.Tell(batch);
    }

    private void OnPoisoned(Exception reason)
    {
        LogPoisoned(_engine.Account, _commit.Durable.Seq, reason);
        _lane.Stop();
        _ended.Cancel(); // A call that waits for a slot would keep the activation alive.
        _outage.Watch();
    }

    /// <summary>The next activation reads the truth back and synchronizes; it is called for at once, for a latch may be waiting.</summary>
    private void End()
    {
        DeactivateOnIdle();
        this.AsReference<IOrderEngineGrain>().WakeAsync().Ignore();
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Account {Account}: engine {LeaseEpoch}.{EngineEpoch} active at journal entry {Seq}")]
    private partial void LogActivated(AccountId account, long leaseEpoch, long engineEpoch, long seq);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Account {Account}: engine ends at journal entry {Seq}: {Reason}")]
    private partial void LogDeactivated(AccountId account, long seq, string reason);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "Account {Account}: nothing after journal entry {Seq} is certain; the engine ends and replays")]
    private partial void LogPoisoned(AccountId account, long seq, Exception exception);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "Command {Command} by {By}: {Result}")]
    private partial void LogCommand(string command, string by, string result);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Information, Message = "Account {Account}: asking for the broker's lists: {Reason}")]
    private partial void LogAsking(AccountId account, string reason);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "Account {Account}: the broker's lists could not be asked for: {Problem}")]
    private partial void LogNotAsked(AccountId account, string problem);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Critical, Message = "Account {Account}: the local latch file could not be written; only the journal remembers the kill")]
    private partial void LogLatchNotWritten(AccountId account, Exception exception);
}
