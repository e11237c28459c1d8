using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Storage.Journal;

/// <summary>The order and strategy an event is about: the journal's index columns.</summary>
internal static class EventKeys
{
    public static ClientOrderId? OrderOf(BookEvent bookEvent) => bookEvent switch
    {
        OrderIntended e => e.Intent.Id,
        OrderDenied e => e.Intent.Id,
        OrderWritten e => e.Id,
        OrderNotSent e => e.Id,
        OrderAcknowledged e => e.Id,
        OrderStatusChanged e => e.Id,
        CancelRequested e => e.Id,
        ModifyRequested e => e.Id,
        OrderModified e => e.Id,
        ModifyConfirmed e => e.Id,
        ModifyRefused e => e.Id,
        ExecutionBooked e => e.Fill.Order,
        _ => null,
    };

    public static StrategyName? StrategyOf(BookEvent bookEvent) => bookEvent switch
    {
        StrategyRegistered e => e.Strategy,
        StrategyStatusSet e => e.Strategy,
        TargetSet e => e.Strategy,
        SubmissionAccepted e => e.Strategy,
        OrderIntended e => e.Intent.Strategy,
        OrderDenied e => e.Intent.Strategy,
        ExecutionBooked e => e.Fill.Strategy,
        ExecutionAssigned e => e.To,
        FlattenRequested e => e.Strategy,
        LimitChanged e => e.Strategy,
        StrategyStateSet e => e.Strategy,
        EquityMarked e => e.Strategy,
        ParametersChanged e => e.Strategy,
        _ => null,
    };
}
