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
    private readonly HashSet<long> _open = [];
    private readonly List<SimulatedExecution> _executions = [];
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

    public IEnumerable<SimulatedOrder> OpenOrders => _open.Order().Select(permId => _orders[permId]);

    public int OpenOrderCount => _open.Count;

    public int OrderCount => _orders.Count;

    public IReadOnlyList<SimulatedExecution> Executions => _executions;

    public IReadOnlyDictionary<string, SimulatedAccount> Accounts => _accounts;

    public IReadOnlyDictionary<int, int> HighestOrderIds => _highestOrderIds;

    public decimal OpeningCash(string account) => _openingCash[account];

    public long NextPermId => Math.Max(_lastPermId, Run << 20) + 1;

    /// <summary>A new execution id: unique over all runs, its last part counts corrections.</summary>
    public ExecId NextExecId => ExecId.Of($"{Run:x8}.{_executions.Count + 1:x8}.01.01");

    public int NextOrderId(int clientId) => _highestOrderIds.GetValueOrDefault(clientId) + 1;

    public SimulatedOrder? Order(long permId) => _orders.GetValueOrDefault(permId);

    public SimulatedOrder? Order(int clientId, int orderId) => _permIds.TryGetValue((clientId, orderId), out var permId) ? _orders[permId] : null;

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

        if (order.OrderId > 0)
        {
            _permIds[(order.ClientId, order.OrderId)] = order.PermId;
            Use(order.ClientId, order.OrderId);
        }
    }

    private void Book(SimulatedExecution execution)
    {
        _executions.Add(execution);
        var account = _accounts[execution.Account.Value];
        _accounts[execution.Account.Value] = account.Book(
            execution.ConId, execution.Side, execution.Quantity, execution.Price, execution.Commission, out _);
    }

    private void Use(int clientId, int orderId) =>
        _highestOrderIds[clientId] = Math.Max(_highestOrderIds.GetValueOrDefault(clientId), orderId);
}
