using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>What the parts of one engine activation share: books, view, clock, ports. Used on the grain's scheduler only.</summary>
internal sealed class Engine(AccountId account, OrderEngineOptions options, GroupCommit commit, EnginePorts ports, KnownContracts contracts)
{
    private readonly TimeZoneInfo _brokerZone = TimeZoneInfo.FindSystemTimeZoneById(options.BrokerZone);

    public AccountId Account => account;

    public OrderEngineOptions Options => options;

    public GroupCommit Commit => commit;

    public IBroker Broker => ports.Broker;

    public KnownContracts Contracts => contracts;

    public BrokerView View { get; set; } = new();

    /// <summary>Why the lists are to be asked for; null when they need not.</summary>
    public string? Ask { get; set; }

    public Book Pending => commit.Pending;

    public DateTimeOffset Now => ports.Clock.GetUtcNow();

    public bool HoldsLease => ports.Lease.Epoch is { } epoch && epoch == commit.Token.LeaseEpoch;

    /// <summary>Held, or in doubt because the database is away: cancels pass (design R10).</summary>
    public bool KeepsLease => ports.Lease.KeptEpoch is { } epoch && epoch == commit.Token.LeaseEpoch;

    public DecisionContext Context => new(options.Installation, Broker.Condition.ClientId, Now);

    /// <param name="slots">Whether every order to be decided on has its pacing token: without, none may go.</param>
    public TradingEnvironment Environment(bool slots = true)
    {
        var condition = Broker.Condition;
        return new TradingEnvironment(
            Context,
            options.ToLimits(),
            new GatewayState(condition.MaySend && slots, condition.HasLease && HoldsLease, commit.Poison is null, condition.AllowOrders),
            options.ReduceWhenHalted,
            contracts.Instruments,
            contracts.Price,
            conId => ports.Farms is { } farms && contracts.Instruments.TryGetValue(conId, out var instrument) && farms.IsDown(instrument))
        { SplitAtZero = options.SplitAtZero };
    }

    public ReconcileContext Reconcile()
    {
        var now = Now;
        var local = TimeZoneInfo.ConvertTime(now, _brokerZone);
        return new ReconcileContext(now, Broker.Condition.OpenedAt, options.AckTimeout, options.Settle, new DateTimeOffset(local.Date, local.Offset), options.ReconcileEvery);
    }

    /// <summary>The broker's date: a day begins at midnight of its zone.</summary>
    public DateOnly BrokerDay => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, _brokerZone).DateTime);

    /// <summary>Takes over the view of a decision and records its events; nothing of it when one of them cannot be applied.</summary>
    public void Take(BrokerDecision decision)
    {
        commit.Record(decision.Events);
        View = decision.View;
        Ask ??= decision.Ask;
    }

    public void Notify(NotificationLevel level, string topic, string text) => commit.Record(new Notified(level, topic, text));
}

/// <summary>The outside of the engine.</summary>
/// <param name="Farms">Null where no bridge reports farms.</param>
internal sealed record EnginePorts(IBroker Broker, ILease Lease, TimeProvider Clock, IDataFarms? Farms);
