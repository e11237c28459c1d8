namespace OrleansTrader.IbProtocol;

/// <summary>What a code does to the request or order it is about.</summary>
public enum IbErrorClass
{
    /// <summary>Not in the table. With an order id: reconcile. With a request id: the request failed. With -1: a warning.</summary>
    Unknown,

    /// <summary>Nothing to do.</summary>
    Info,

    /// <summary>The request or order goes on.</summary>
    Warning,

    /// <summary>The request failed.</summary>
    Request,

    /// <summary>The order is not working.</summary>
    OrderReject,

    /// <summary>The modification failed; the order as it was lives on.</summary>
    ModifyReject,

    /// <summary>The cancel failed; the order goes its own way.</summary>
    CancelReject,

    /// <summary>The order is cancelled: our confirmation, or the broker killed it.</summary>
    OrderCancelled,

    /// <summary>A link or a data farm changed its state.</summary>
    Connectivity,

    /// <summary>Too many messages; a disconnect may follow.</summary>
    Rate,

    /// <summary>Raised inside client libraries, never sent by a server.</summary>
    Client,
}
