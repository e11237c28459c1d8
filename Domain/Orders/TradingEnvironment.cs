using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>Everything outside of the books that a decision about orders depends on, at one instant.</summary>
/// <param name="Instruments">Those resolved so far.</param>
/// <param name="Price">The newest price of a contract; null when nobody knows it.</param>
/// <param name="FarmDown">Whether the data farm of a contract is down.</param>
public sealed record TradingEnvironment(
    DecisionContext Context,
    RiskLimits Limits,
    GatewayState Gateway,
    bool ReduceWhenHalted,
    IReadOnlyDictionary<ConId, Instrument> Instruments,
    Func<ConId, Price?> Price,
    Func<ConId, bool> FarmDown)
{
    public DateTimeOffset Now => Context.Now;

    /// <summary>A target on the other side of zero is reached in two orders, not one.</summary>
    public bool SplitAtZero { get; init; }

    /// <summary>The limits in force: the settings', what a person changed for the account, then for the strategy.</summary>
    /// <param name="strategy">Null for the account's.</param>
    public RiskLimits LimitsOf(Book book, StrategyName? strategy)
    {
        ArgumentNullException.ThrowIfNull(book);
        var limits = Limits;
        if (book.Limits.IsEmpty)
        {
            return limits;
        }

        foreach (var name in Enum.GetValues<LimitName>())
        {
            if ((strategy is not null && book.Limits.TryGetValue(new LimitKey(strategy, name), out var change)) || book.Limits.TryGetValue(new LimitKey(null, name), out change))
            {
                limits = limits.With(name, change.Value);
            }
        }

        return limits;
    }

    /// <summary>The conditions of the gate for one holding.</summary>
    public TradingConditions Conditions(Book book, BrokerView view, Holding holding)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        return new TradingConditions(
            Connected: Gateway.MaySend && view.Synchronized,
            HasLease: Gateway.HasLease,
            HasJournal: Gateway.HasJournal,
            OrdersAllowed: Gateway.OrdersAllowed,
            FarmDown: FarmDown(holding.ConId),
            Mismatch: book.Mismatches.ContainsKey(holding.ConId) || book.UnacceptedAdjustments.Contains(holding.ConId),
            Unreadable: view.Unreadable || book.Quarantine.Values.Any(report => report.ConId is null || report.ConId == holding.ConId),
            Adopting: book.AdoptingCause is not null || !book.Adopted,
            State: book.State,
            Killed: book.KillLatch is not null,
            Strategy: book.Strategies.TryGetValue(holding.Strategy, out var strategy) ? strategy.Status : StrategyStatus.Active,
            ReduceWhenHalted: ReduceWhenHalted)
        {
            Trading = strategy?.Trading ?? TradingState.Active,
        };
    }
}

/// <param name="MaySend">The session is Ready.</param>
public readonly record struct GatewayState(bool MaySend, bool HasLease, bool HasJournal, bool OrdersAllowed);
