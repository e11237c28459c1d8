using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Strategies;

/// <summary>What one callback sees, and where its actions gather.</summary>
internal sealed class CallbackContext(StrategyRunner runner, DateTimeOffset now, long sequence, bool warmingUp) : IStrategyContext
{
    private static readonly Dictionary<string, DateTimeOffset> None = [];

    private List<StrategyAction>? _actions; // Most callbacks want nothing, and there are many.
    private List<string>? _logs;
    private List<string>? _notices;
    private Dictionary<string, DateTimeOffset>? _timers;
    private int _placed;
    private bool _isOver;

    public StrategyName Name => runner.Setup.Name;

    public DateTimeOffset Now => now;

    public Money Capital => runner.Capital;

    public bool WarmingUp => warmingUp;

    public ImmutableArray<Instrument> Instruments => runner.Instruments;

    public ImmutableArray<StrategyAction> Actions => _actions is null ? [] : [.. _actions];

    public ImmutableArray<string> Logs => _logs is null ? [] : [.. _logs];

    public ImmutableArray<string> Notices => _notices is null ? [] : [.. _notices];

    public Dictionary<string, DateTimeOffset> Timers => _timers ?? None;

    public Instrument Instrument(string name) => runner.Setup.Instruments.TryGetValue(name, out var instrument)
        ? runner.InstrumentOf(instrument.ConId)
        : throw new KeyNotFoundException($"The plan of {Name} has no feed {name}.");

    public PositionQuantity Position(ConId conId) => runner.Mirror.Position(conId);

    public PositionQuantity? Target(ConId conId) => TargetIn(conId)?.Quantity ?? runner.Mirror.Target(conId);

    public ImmutableArray<Order> WorkingOrders(ConId conId) => runner.Mirror.WorkingOrders(conId);

    public Quote? Quote(ConId conId) => runner.QuoteOf(conId);

    public DataQuality Quality(ConId conId) => runner.QualityOf(conId);

    public MarketDepth? Depth(ConId conId) => runner.DepthOf(conId);

    public OptionGreeks? Greeks(ConId conId) => runner.GreeksOf(conId);

    public Session? Session(ConId conId) => SessionClock.Session(runner.InstrumentOf(conId), now);

    public ImmutableArray<Bar> Bars(ConId conId, BarSize size, int count) => runner.BarsOf(conId, size, count);

    public void SetTarget(ConId conId, decimal quantity, ExecutionPolicy? policy = null)
    {
        Check(conId);
        if (TargetIn(conId) is { } earlier)
        {
            _actions!.Remove(earlier);
        }

        Add(new SetTargetAction(conId, PositionQuantity.Of(quantity), policy ?? ExecutionPolicy.Market));
    }

    public ClientOrderId Place(
        ConId conId, Side side, decimal quantity, OrderTerms terms, TimeInForce timeInForce = TimeInForce.Day, OrderAttributes? attributes = null) =>
        Add(id => new PlaceAction(id, conId, side, Quantity.Of(quantity), terms, timeInForce) { Attributes = attributes }, conId, quantity, terms);

    public ClientOrderId PlaceBracket(ConId conId, Side side, decimal quantity, OrderTerms entry, BracketExits exits)
    {
        ArgumentNullException.ThrowIfNull(exits);
        return exits is { TakeProfit: null, StopLoss: null }
            ? throw new ArgumentException("A bracket has an exit: a profit to take, a loss to stop, or both.", nameof(exits))
            : Add(id => new PlaceAction(id, conId, side, Quantity.Of(quantity), entry, TimeInForce.Day) { Exits = exits }, conId, quantity, entry);
    }

    public void Modify(ClientOrderId order, decimal? quantity = null, OrderTerms? terms = null)
    {
        CheckOpen();
        Add(new ModifyAction(order, quantity is { } total ? Quantity.Of(total) : null, terms));
    }

    public void Cancel(ClientOrderId order)
    {
        CheckOpen();
        Add(new CancelAction(order));
    }

    public void SetTimer(string name, DateTimeOffset at)
    {
        CheckOpen();
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (_timers ??= [])[name] = at;
    }

    public DateTimeOffset? SetTimerBeforeClose(string name, ConId conId, TimeSpan before) => SetTimer(name, SessionClock.BeforeClose(runner.InstrumentOf(conId), before, now));

    public DateTimeOffset? SetTimerAfterOpen(string name, ConId conId, TimeSpan after) => SetTimer(name, SessionClock.AfterOpen(runner.InstrumentOf(conId), after, now));

    public void Log(string text) => (_logs ??= []).Add(text);

    public void Notify(string text) => (_notices ??= []).Add(text);

    public void Close() => _isOver = true;

    private DateTimeOffset? SetTimer(string name, DateTimeOffset? at)
    {
        if (at is { } known)
        {
            SetTimer(name, known);
        }

        return at;
    }

    private ClientOrderId Add(Func<ClientOrderId, PlaceAction> place, ConId conId, decimal quantity, OrderTerms terms)
    {
        Check(conId);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);
        var id = ClientOrderId.From(FormattableString.Invariant($"{Name}/{sequence}/{++_placed}"));
        Add(place(id));
        return id;
    }

    private void Add(StrategyAction action) => (_actions ??= []).Add(action);

    private SetTargetAction? TargetIn(ConId conId) => _actions?.OfType<SetTargetAction>().FirstOrDefault(action => action.ConId == conId);

    private void Check(ConId conId)
    {
        CheckOpen();
        runner.InstrumentOf(conId);
    }

    private void CheckOpen()
    {
        if (_isOver)
        {
            throw new InvalidOperationException("A context is valid during its callback only.");
        }
    }
}
