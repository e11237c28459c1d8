using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Reconciliation;

namespace OrleansTrader.Domain.Orders;

/// <summary>What each report of the broker means: a pure function of the books, the view and the report; a repeat means nothing.</summary>
public static class BrokerDecider
{
    public static BrokerDecision Decide(Book book, BrokerView view, BrokerEvent e, DecisionContext context)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        return e switch
        {
            OpenOrderReport x => OrderReports.On(book, view, x, context),
            OrderStatusReport x => OrderReports.On(book, view, x, context),
            CompletedOrderReport x => OrderReports.On(book, view, x, context),
            OrderErrorReport x => OrderReports.On(book, view, x, context),
            ExecutionReport x => ExecutionReports.On(book, view, x, context),
            CommissionReport x => ExecutionReports.On(book, view, x),
            PositionReport x => BrokerDecision.None(Lists.On(view, x, context.Now)),
            AccountValueReport x => BrokerDecision.None(Lists.On(view, x)),
            SnapshotBegan x => BrokerDecision.None(Lists.On(view, x, context.Now)),
            SnapshotEnded x => BrokerDecision.None(Lists.On(view, x)),
            SynchronizationEnded x => BrokerDecision.None(Lists.On(view, x, context.Now)),
            SessionReport x => BrokerDecision.None(Lists.On(view, x)),
            UnreadableReport x => Lists.On(book, view, x, context),
            _ => BrokerDecision.None(view),
        };
    }
}
