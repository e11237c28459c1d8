using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Strategies;

/// <summary>One strategy's holdings, working orders and targets as it may see them: the engine's last word plus its own actions not yet answered.</summary>
public sealed class StrategyMirror(StrategyName strategy)
{
    private readonly Dictionary<ConId, PositionQuantity> _positions = [];
    private readonly Dictionary<ClientOrderId, Order> _working = [];
    private readonly Dictionary<ClientOrderId, Order> _unanswered = [];
    private readonly HashSet<ClientOrderId> _cancelling = [];
    private readonly Dictionary<ConId, PositionQuantity> _targets = [];

    public PositionQuantity Position(ConId conId) => _positions.GetValueOrDefault(conId);

    /// <summary>What the strategy last asked to hold; null before the first, and again after a denial.</summary>
    public PositionQuantity? Target(ConId conId) => _targets.TryGetValue(conId, out var target) ? target : null;

    public ImmutableArray<Order> WorkingOrders(ConId conId) =>
    [
        .. _working.Values.Concat(_unanswered.Values)
            .Where(order => order.Intent.ConId == conId)
            .Select(order => _cancelling.Contains(order.Id) ? order with { CancelRequested = true } : order),
    ];

    /// <summary>Takes the engine's word: everything it holds now.</summary>
    /// <param name="mentioned">Orders it spoke of, working or not.</param>
    /// <param name="isComplete">It answered a question of ours: every order accepted before is included.</param>
    public void Adopt(ImmutableArray<Position> positions, ImmutableArray<Order> working, IEnumerable<ClientOrderId> mentioned, bool isComplete)
    {
        _positions.Clear();
        foreach (var position in positions)
        {
            _positions[position.ConId] = position.Quantity;
        }

        _working.Clear();
        foreach (var order in working.Where(static order => !order.Status.IsTerminal()))
        {
            _working[order.Id] = order;
            _unanswered.Remove(order.Id);
        }

        foreach (var id in isComplete ? [.. _unanswered.Keys] : mentioned)
        {
            _unanswered.Remove(id);
        }

        _cancelling.RemoveWhere(id => !_working.ContainsKey(id) && !_unanswered.ContainsKey(id));
    }

    /// <summary>Shows own actions at once, before the engine has answered.</summary>
    public void Expect(ImmutableArray<StrategyAction> actions, DateTimeOffset now)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case SetTargetAction target:
                    _targets[target.ConId] = target.Quantity;
                    break;
                case PlaceAction place:
                    foreach (var leg in place.Legs(strategy))
                    {
                        _unanswered[leg.Id] = Pending(leg, now);
                    }

                    break;
                case ModifyAction:
                    break; // Shown as it is until the engine says that the change is asked for.
                case CancelAction cancel:
                    _cancelling.Add(cancel.Id);
                    break;
                default:
                    throw new InvalidOperationException($"{action.GetType().Name} is not an action we know.");
            }
        }
    }

    /// <summary>Takes back what the engine denied.</summary>
    public void TakeBack(StrategyAction denied)
    {
        switch (denied)
        {
            case SetTargetAction target when Target(target.ConId) == target.Quantity:
                _targets.Remove(target.ConId);
                break;
            case PlaceAction place:
                foreach (var leg in place.Legs(strategy))
                {
                    _unanswered.Remove(leg.Id);
                }

                break;
            case CancelAction cancel:
                _cancelling.Remove(cancel.Id);
                break;
        }
    }

    /// <summary>The engine may have set other targets (stopped, flattened): ours are no longer known.</summary>
    public void ForgetTargets() => _targets.Clear();

    private Order Pending(OrderIntent intent, DateTimeOffset now) => new(
        intent,
        new OrderRef(string.Empty, strategy.Tag, intent.Id),
        OrderStatus.PendingSubmit,
        Quantity.Zero,
        0,
        null,
        null,
        [],
        false,
        false,
        null,
        now,
        now);
}
