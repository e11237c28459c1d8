namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>The bad manners a gateway can be told to show.</summary>
internal enum FaultKind
{
    /// <summary>Closes connections: at once, or with <c>on: "order"</c> when the next order was accepted, before anything is said of it.</summary>
    Drop,

    /// <summary>Data lines send nothing.</summary>
    Freeze,

    /// <summary>Order events come later by <c>milliseconds</c>, in their order.</summary>
    Delay,

    /// <summary>Order events come twice.</summary>
    Duplicate,

    /// <summary>Every other order event comes later by <c>milliseconds</c>, behind its successors.</summary>
    Reorder,

    /// <summary>New orders are refused with <c>code</c> and <c>text</c>.</summary>
    Reject,

    /// <summary>openOrder and orderStatus are not sent (or what <c>events</c> names).</summary>
    LoseStatus,

    /// <summary>Commission reports come <c>before</c>, <c>after</c>, <c>late</c> (by <c>milliseconds</c>) or <c>never</c>.</summary>
    Commission,

    /// <summary>Fills are split into <c>parts</c> executions.</summary>
    Partial,

    /// <summary>Cancellations are not heard.</summary>
    LostCancel,

    /// <summary>The gateway loses IB (error 1100): no data, order events are lost, orders are refused; <c>seconds</c> ends it with <c>then</c>.</summary>
    LinkDown,

    /// <summary>The link is back, subscriptions are lost (error 1101).</summary>
    LinkUpDataLost,

    /// <summary>The link is back, subscriptions are kept (error 1102).</summary>
    LinkUp,

    /// <summary>The connection stays open but nothing is read or sent any more.</summary>
    HalfOpen,

    /// <summary>Connections are refused with error 326.</summary>
    ClientIdInUse,
}
