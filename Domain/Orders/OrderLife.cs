using OrleansTrader.Domain.Broker;

namespace OrleansTrader.Domain.Orders;

/// <summary>The life of an order: what each word of the broker does to each of our states. One table, no other place decides this.</summary>
/// <remarks>
/// Filled is reached by booked executions alone, never by a word. A terminal state hears no more words: repeated and reordered reports are
/// normal. Three exceptions: a rejected order shown working is <see cref="OrderStatus.Unknown"/> until the lists settle it, and one that we
/// thought never left is re-opened by any trace of it.
/// </remarks>
public static class OrderLife
{
    /// <summary>The state after the broker's word; the same state when the word changes nothing.</summary>
    public static OrderStatus After(OrderStatus current, BrokerOrderStatus word) => current switch
    {
        OrderStatus.Filled or OrderStatus.Cancelled => current,
        OrderStatus.Rejected => IsWorking(word) ? OrderStatus.Unknown : OrderStatus.Rejected,
        OrderStatus.NotSent or OrderStatus.NeverSent => Reopened(word),
        _ => Alive(current, word),
    };

    /// <summary>The state after a booked execution: complete is Filled; a fill contradicts every "it is not there".</summary>
    public static OrderStatus AfterFill(OrderStatus current, bool complete) => current switch
    {
        _ when complete => OrderStatus.Filled,
        OrderStatus.Rejected or OrderStatus.NotSent or OrderStatus.NeverSent => OrderStatus.Unknown,
        OrderStatus.PendingSubmit => OrderStatus.Submitted,
        _ => current,
    };

    /// <summary>The state after a refusal of the whole order; contradicted by fills or a working state it is Unknown and must be asked for.</summary>
    public static OrderStatus AfterRejection(OrderStatus current, bool hasFills) => current switch
    {
        _ when current.IsTerminal() => current,
        OrderStatus.PendingSubmit or OrderStatus.Inactive or OrderStatus.Unknown when !hasFills => OrderStatus.Rejected,
        _ => OrderStatus.Unknown,
    };

    /// <summary>The broker says that the order is in its hands and may still fill.</summary>
    public static bool IsWorking(BrokerOrderStatus word) =>
        word is BrokerOrderStatus.PendingSubmit or BrokerOrderStatus.PreSubmitted or BrokerOrderStatus.Submitted or BrokerOrderStatus.PendingCancel;

    /// <summary>The broker says that the order is over.</summary>
    public static bool IsFinal(BrokerOrderStatus word) =>
        word is BrokerOrderStatus.Cancelled or BrokerOrderStatus.ApiCancelled or BrokerOrderStatus.Filled;

    private static OrderStatus Alive(OrderStatus current, BrokerOrderStatus word) => word switch
    {
        BrokerOrderStatus.ApiPending or BrokerOrderStatus.PendingSubmit => current is OrderStatus.Unknown ? OrderStatus.PendingSubmit : current,
        BrokerOrderStatus.PreSubmitted => OrderStatus.PreSubmitted,
        BrokerOrderStatus.Submitted => OrderStatus.Submitted,
        BrokerOrderStatus.PendingCancel => OrderStatus.PendingCancel,
        BrokerOrderStatus.ApiCancelled or BrokerOrderStatus.Cancelled => OrderStatus.Cancelled,
        BrokerOrderStatus.Inactive => OrderStatus.Inactive,
        BrokerOrderStatus.Filled => current, // The executions say how much; until they are booked the rest still counts as exposure.
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "Not a status word."),
    };

    private static OrderStatus Reopened(BrokerOrderStatus word) => Alive(OrderStatus.Unknown, word);
}
