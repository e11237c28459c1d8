using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Routing;

/// <summary>What messages mean for the session itself; called on the reader thread.</summary>
internal interface ISessionSignals
{
    void OnManagedAccounts(ManagedAccountsMessage message);

    void OnNextValidId(NextValidIdMessage message);

    void OnCurrentTime();

    /// <summary>An error or notice about the session, a farm or everything (id -1, or a code of the connectivity class).</summary>
    void OnNotice(ErrMsgMessage notice);

    /// <summary>An order id was refused as used before (103): our counter is behind the gateway's.</summary>
    void OnDuplicateOrderId();

    /// <summary>The rate was exceeded (100): everything but cancels must pause.</summary>
    void OnRateExceeded(ErrMsgMessage error);
}
