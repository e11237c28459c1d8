using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Tests.Support;

/// <summary>The engine's decisions without actors, database or socket: one journal in memory, one view, commits that never fail.</summary>
internal sealed class DomainEngine
{
    public const string Installation = "test";

    public static readonly ConId Aapl = ConId.Of(265598);
    public static readonly ConId Msft = ConId.Of(272093);

    public Dictionary<ConId, Instrument> Instruments { get; } = new() { [Aapl] = Instrument(Aapl), [Msft] = Instrument(Msft) };

    public DomainEngine(DateTimeOffset now)
    {
        Now = now;
        Book = Book.Empty(AccountId.Of("DUSIM1"));
    }

    public DateTimeOffset Now { get; set; }

    public DateTimeOffset OpenedAt { get; set; }

    public bool Connected { get; set; } = true;

    public Book Book { get; private set; }

    public BrokerView View { get; set; } = new() { State = SessionState.Ready, Session = 1 };

    public List<JournalEntry> Journal { get; } = [];

    public string? Ask { get; set; }

    public RiskLimits Limits { get; set; } = new(MaxOrderNotional: null);

    public Price? Market { get; set; } = Price.Of(10);

    public bool SplitAtZero { get; set; }

    /// <summary>Orders, changes and cancels to send, in order.</summary>
    public List<BookEvent> Sends { get; } = [];

    public static Instrument Instrument(ConId conId) => new(
        conId, "SYM" + conId, SecurityType.Stock, "SMART", null, Currency.Usd, 1, "SYM" + conId, null, "", [new TickRule(0, 0.01m)],
        Quantity.Of(1), Quantity.Of(1), [], [], "America/New_York");

    public DecisionContext Context => new(Installation, ModelGateway.ClientId, Now);

    public TradingEnvironment Environment => new(
        Context, Limits, new GatewayState(Connected, true, true, true), false, Instruments, _ => Market, static _ => false)
    { SplitAtZero = SplitAtZero };

    public ReconcileContext Reconcile => new(Now, OpenedAt, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), Now.Date.ToUniversalTime());

    public void Record(BookEvent e)
    {
        var entry = new JournalEntry(Book.Seq + 1, Now, e);
        Book = Book.Apply(entry);
        Journal.Add(entry);
    }

    public void Take(BrokerEvent e)
    {
        Apply(BrokerDecider.Decide(Book, View, e, Context));
        if (e is SynchronizationEnded)
        {
            Apply(Reconciler.Conclude(Book, View, Reconcile));
        }
    }

    public void Take(IEnumerable<BrokerEvent> events)
    {
        foreach (var e in events)
        {
            Take(e);
        }
    }

    public void Tick()
    {
        Ask ??= Modifications.Overdue(Book, Now);
        Apply(new BrokerDecision(View, Bracket.Care(Book)));
        Apply(Reconciler.Watch(Book, View, Reconcile));
        Apply(Proof.Watch(Book, View, Instruments, Reconcile));
    }

    public void Apply(BrokerDecision decision)
    {
        View = decision.View;
        Ask ??= decision.Ask;
        foreach (var e in decision.Events)
        {
            Record(e);
            if (e is CancelRequested or ModifyRequested)
            {
                Sends.Add(e);
            }
        }
    }

    public PlanDecision Plan(Holding holding)
    {
        var plan = PlanDecider.Decide(Book, View, holding, Environment);
        foreach (var cancel in plan.Cancels)
        {
            Record(cancel);
            Sends.Add(cancel);
        }

        if (plan.Denied is { } denied)
        {
            Record(denied);
        }

        if (plan.Send is { } send)
        {
            Record(send);
            Sends.Add(send);
        }

        return plan;
    }

    /// <summary>A new activation: only the journal survives.</summary>
    public void Restart()
    {
        var replayed = Replay();
        Book = replayed;
        View = new BrokerView { State = View.State, Session = View.Session, CompleteUntil = replayed.LastAt };
        Sends.Clear();
        Ask = null;
    }

    public Book Replay() => Journal.Aggregate(Book.Empty(Book.Account), static (book, entry) => book.Apply(entry));

    public static DomainEngine Trading(params ReadOnlySpan<StrategyName> strategies)
    {
        var engine = new DomainEngine(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero));
        foreach (var strategy in strategies)
        {
            engine.Record(new StrategyRegistered(strategy, new Money(100_000, Currency.Usd)));
        }

        engine.Record(new AccountAdopted("test"));
        engine.Take(new ModelGateway().Lists(1));
        return engine;
    }
}
