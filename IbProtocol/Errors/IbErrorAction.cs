namespace OrleansTrader.IbProtocol;

/// <summary>What a code makes us do beyond what its class says.</summary>
public enum IbErrorAction
{
    /// <summary>What the class says.</summary>
    ByClass,

    /// <summary>The code alone does not tell what became of the order: read the broker's lists.</summary>
    AskBroker,

    /// <summary>As the class says for a new order; after a modification the old order may live or not: read the broker's lists.</summary>
    AskBrokerAfterModify,

    /// <summary>Send nothing but cancels for a second, and half as much as before from then on.</summary>
    PauseSending,

    /// <summary>Ask for the next valid id: our counter is behind.</summary>
    RaiseOrderIds,

    /// <summary>Give the socket up and try the same client id again after a pause.</summary>
    RetryClientId,

    /// <summary>The gateway lost IB: no new orders, everything received is processed.</summary>
    UpstreamLost,

    /// <summary>The gateway has IB again, subscriptions kept: synchronize.</summary>
    UpstreamRestored,

    /// <summary>The gateway has IB again, subscriptions lost: synchronize and open every line again.</summary>
    UpstreamRestoredWithoutData,

    /// <summary>The named farm is down: contracts it serves are not opened.</summary>
    FarmDown,

    /// <summary>The named farm is up, or idle until it is needed.</summary>
    FarmUp,

    /// <summary>The named farm is down: histories it would answer wait.</summary>
    HistoryFarmDown,

    /// <summary>The named farm is up, or idle until it is needed.</summary>
    HistoryFarmUp,

    /// <summary>The named farm is down: questions for contracts wait.</summary>
    DefinitionFarmDown,

    /// <summary>The named farm is up.</summary>
    DefinitionFarmUp,

    /// <summary>The broker ended a line that it had granted: open it again at once.</summary>
    ReopenLine,
}
