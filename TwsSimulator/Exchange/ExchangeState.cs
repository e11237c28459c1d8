using System.Collections.Immutable;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.TwsSimulator.Journal;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Orders, executions, accounts and counters: the fold of the journal's records, live and at start alike.</summary>
internal sealed class ExchangeState
{
    private readonly Dictionary<long, SimulatedOrder> _orders = [];
    private readonly Dictionary<(int ClientId, int OrderId), long> _permIds = [];
    private readonly SortedSet<long> _open = [];
    private readonly HashSet<long> _timed = [];
    private readonly HashSet<long> _parents = [];
    private readonly HashSet<long> _locating = [];
    private int _lastBoundId;
    private readonly List<SimulatedExecution> _executions = [];
    private readonly Dictionary<string, int> _executionIndexes = [];
    private readonly List<(ExecId Old, ExecId New)> _revisions = [];
    private readonly SortedDictionary<string, SimulatedAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _openingCash = [];
    private readonly Dictionary<int, int> _highestOrderIds = [];
    private readonly Dictionary<int, ImmutableArray<PriceShift>> _shifts = [];
    private long _lastPermId;

    public ulong Seed { get; private set; }

    /// <summary>0 before the exchange was opened for the first time.</summary>
    public long Run { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    public IEnumerable<SimulatedOrder> Orders => _orders.Values;

    public IEnumerable<SimulatedOrder> OpenOrders => _open.Select(permId => _orders[permId]);

    /// <summary>permIds of open orders that time may end or wake.</summary>
    public IEnumerable<long> TimedOrders => _timed;

    /// <summary>permIds of open sales that wait for shares to borrow.</summary>
    public IEnumerable<long> LocatingOrders => _locating;

    /// <summary>The next id for an order made by hand that the default client takes; negative.</summary>
    public int NextBoundId => _lastBoundId - 1;

    /// <summary>Some order named it as its parent.</summary>
    public bool HasChildren(long permId) => _parents.Contains(permId);

    public int OpenOrderCount => _open.Count;

    public int OrderCount => _orders.Count;

    /// <summary>The newest revision of every trade, in the order of the trades; a busted one has quantity 0.</summary>
    public IReadOnlyList<SimulatedExecution> Executions => _executions;

    /// <summary>Which execution replaced which.</summary>
    public IReadOnlyList<(ExecId Old, ExecId New)> Revisions => _revisions;

    public IReadOnlyDictionary<string, SimulatedAccount> Accounts => _accounts;

    public IReadOnlyDictionary<int, int> HighestOrderIds => _highestOrderIds;

    public decimal OpeningCash(string account) => _openingCash[account];

    public long NextPermId => Math.Max(_lastPermId, Run << 20) + 1;

    /// <summary>A new execution id: unique over all runs, its last part counts corrections.</summary>
    public ExecId NextExecId => ExecId.Of($"{Run:x8}.{_executions.Count + 1:x8}.01.01");

    public int NextOrderId(int clientId) => _highestOrderIds.GetValueOrDefault(clientId) + 1;

    public SimulatedOrder? Order(long permId) => _orders.GetValueOrDefault(permId);

    public SimulatedOrder? Order(int clientId, int orderId) => _permIds.TryGetValue((clientId, orderId), out var permId) ? _orders[permId] : null;

    /// <summary>The order that a cancellation of that number means: the newest, or an older one that is still open where the newest is not.</summary>
    public SimulatedOrder? OrderToCancel(int clientId, int orderId)
    {
        var newest = Order(clientId, orderId);
        return newest is { IsOpen: true } ? newest : OpenOrders.LastOrDefault(o => o.ClientId == clientId && o.OrderId == orderId) ?? newest;
    }

    /// <summary>The newest revision of a trade, found by any of its ids.</summary>
    public SimulatedExecution? Execution(ExecId id) => _executionIndexes.TryGetValue(id.Root, out var index) ? _executions[index] : null;

    /// <summary>The account as it was before that moment; corrections count as if they had been right from the start.</summary>
    public SimulatedAccount AccountAt(string name, DateTimeOffset at)
    {
        var account = SimulatedAccount.Open(AccountId.Of(name), _openingCash[name]);
        return _executions.TakeWhile(e => e.At < at).Where(e => e.Account.Value == name && e is { Quantity.IsZero: false, IsCombo: false })
            .Aggregate(account, static (books, execution) => Booked(books, execution, out _));
    }

    public ImmutableArray<PriceShift> Shifts(int conId) => _shifts.GetValueOrDefault(conId, []);

    public void Apply(JournalRecord record)
    {
        LastAt = record.At > LastAt ? record.At : LastAt;
        switch (record)
        {
            case JournalRecord.Opened opened:
                Open(opened);
                break;
            case JournalRecord.OrderStored stored:
                Store(stored.Order);
                break;
            case JournalRecord.Executed executed:
                Book(executed.Execution);
                break;
            case JournalRecord.Revised revised:
                Revise(revised.Execution);
                break;
            case JournalRecord.OrderIdsRolledBack back:
                RollBack(back.ClientId, back.Next);
                break;
            case JournalRecord.OrderIdUsed used:
                Use(used.ClientId, used.OrderId);
                break;
            case JournalRecord.PriceMoved moved:
                _shifts[moved.ConId] = Shifts(moved.ConId).Add(new PriceShift(moved.At, moved.Log));
                break;
        }
    }

    private void Open(JournalRecord.Opened opened)
    {
        (Seed, Run) = (opened.Seed, opened.Run);
        foreach (var (account, cash) in opened.Accounts.Select(static a => (a.Account, a.Cash)))
        {
            _accounts[account] = SimulatedAccount.Open(AccountId.Of(account), cash);
            _openingCash[account] = cash;
        }
    }

    private void Store(SimulatedOrder order)
    {
        var before = _orders.GetValueOrDefault(order.PermId);
        _orders[order.PermId] = order;
        _lastPermId = Math.Max(_lastPermId, order.PermId);
        if (order.IsOpen)
        {
            _open.Add(order.PermId);
        }
        else
        {
            _open.Remove(order.PermId);
        }

        if (order.IsOpen
            && (order.GoodTill is not null || order.GoodAfter is not null || OrderAlgos.TakesTime(order.Words) || order.ConId.Value >= FutureFamily.FirstConId))
        {
            _timed.Add(order.PermId);
        }
        else
        {
            _timed.Remove(order.PermId);
        }

        if (order.ParentPermId is { } parent)
        {
            _parents.Add(parent);
        }

        if (order is { IsOpen: true, Locating: true })
        {
            _locating.Add(order.PermId);
        }
        else
        {
            _locating.Remove(order.PermId);
        }

        _lastBoundId = Math.Min(_lastBoundId, order.OrderId);

        if (order.OrderId != 0 && before?.OrderId != order.OrderId)
        {
            _permIds[(order.ClientId, order.OrderId)] = order.PermId;
            Use(order.ClientId, order.OrderId);
        }
    }

    private void Book(SimulatedExecution execution)
    {
        _executionIndexes.Add(execution.ExecId.Root, _executions.Count);
        _executions.Add(execution);
        if (execution.IsCombo)
        {
            return;
        }

        _accounts[execution.Account.Value] = Booked(_accounts[execution.Account.Value], execution, out _);
    }

    private static SimulatedAccount Booked(SimulatedAccount account, SimulatedExecution execution, out decimal? realized) => account.Book(
        execution.ConId, execution.Side, execution.Quantity, execution.Price.Value * execution.Multiplier, execution.Commission, execution.IsMargined, out realized);

    /// <summary>Replaces one trade; its order and its account's books follow.</summary>
    private void Revise(SimulatedExecution revised)
    {
        var index = _executionIndexes[revised.ExecId.Root];
        var old = _executions[index];
        _executions[index] = revised;
        if (old.ExecId != revised.ExecId)
        {
            _revisions.Add((old.ExecId, revised.ExecId));
        }

        var order = _orders[revised.PermId];
        _orders[revised.PermId] = order with
        {
            Filled = order.Filled - old.Quantity + revised.Quantity,
            FilledValue = order.FilledValue - old.Quantity.Value * old.Price.Value + revised.Quantity.Value * revised.Price.Value,
            Commission = order.Commission - old.Commission + revised.Commission,
        };
        Rebook(revised.Account.Value);
    }

    private void Rebook(string name)
    {
        var account = SimulatedAccount.Open(AccountId.Of(name), _openingCash[name]);
        for (var i = 0; i < _executions.Count; i++)
        {
            var execution = _executions[i];
            if (execution.Account.Value == name && !execution.Quantity.IsZero && !execution.IsCombo)
            {
                account = Booked(account, execution, out var realized);
                _executions[i] = execution with { RealizedPnl = realized };
            }
        }

        foreach (var conId in _accounts[name].Positions.Keys.Where(conId => !account.Positions.ContainsKey(conId)))
        {
            account = account with { Positions = account.Positions.Add(conId, SimulatedPosition.Flat) };
        }

        _accounts[name] = account;
    }

    private void RollBack(int clientId, int next)
    {
        _highestOrderIds[clientId] = next - 1;
        foreach (var key in _permIds.Keys.Where(key => key.ClientId == clientId && key.OrderId >= next).ToArray())
        {
            _permIds.Remove(key);
        }
    }

    private void Use(int clientId, int orderId) =>
        _highestOrderIds[clientId] = Math.Max(_highestOrderIds.GetValueOrDefault(clientId), orderId);
}
