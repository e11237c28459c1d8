namespace OrleansTrader.Domain.Orders;

/// <summary>Where an order is in its life. Filled quantity comes from executions alone, never from a status.</summary>
public enum OrderStatus
{
    /// <summary>Journaled; nothing heard from the broker yet.</summary>
    PendingSubmit = 1,

    /// <summary>Accepted by IB, not yet working at the venue.</summary>
    PreSubmitted = 2,

    /// <summary>Working at the venue.</summary>
    Submitted = 3,

    /// <summary>We asked for its cancellation; it can still fill.</summary>
    PendingCancel = 4,

    /// <summary>Received but not active (margin, locate, de-activated); may come back.</summary>
    Inactive = 5,

    /// <summary>No answer, or an ambiguous one: neither sent nor not sent (design P5, R6).</summary>
    Unknown = 6,

    /// <summary>Completely filled. Terminal.</summary>
    Filled = 10,

    /// <summary>Confirmed gone. Terminal; a late fill still counts.</summary>
    Cancelled = 11,

    /// <summary>Refused by the broker. Terminal.</summary>
    Rejected = 12,

    /// <summary>Never written to the socket, known at once (lane emptied, disconnected before the write). Terminal.</summary>
    NotSent = 13,

    /// <summary>Settled by R6: proven absent twice on a later session. Terminal until a trace re-opens it.</summary>
    NeverSent = 14,
}

public static class OrderStatuses
{
    /// <summary>No more fills are expected. Late executions are booked all the same.</summary>
    public static bool IsTerminal(this OrderStatus status) => status >= OrderStatus.Filled;
}
