using OrleansTrader.Domain.Broker;

namespace OrleansTrader.IbBridge.Session;

/// <summary>What can happen to a session.</summary>
internal enum SessionEvent
{
    /// <summary>The lease is held and it is time to connect.</summary>
    ConnectDue = 1,

    /// <summary>The socket is open.</summary>
    SocketOpened,

    /// <summary>managedAccounts and nextValidId are in, the account is the expected one.</summary>
    LoggedIn,

    /// <summary>The engine has taken the newest SynchronizationEnded.</summary>
    Synchronized,

    /// <summary>A new engine activation attached: nothing it knows was synchronized.</summary>
    EngineAttached,

    /// <summary>IB 1100 or 2110: the gateway lost its servers.</summary>
    UpstreamLost,

    /// <summary>IB 1102: the servers are back, subscriptions live on.</summary>
    UpstreamRestored,

    /// <summary>IB 1101: the servers are back, subscriptions are gone.</summary>
    UpstreamRestoredWithoutData,

    /// <summary>The socket closed, broke or fell silent.</summary>
    SocketLost,

    /// <summary>Another process may hold the lease now.</summary>
    LeaseLost,

    /// <summary>The process ends.</summary>
    StopRequested,

    /// <summary>Everything received has been handed over.</summary>
    Drained,
}

/// <summary>What the loop around the transition function does after a change.</summary>
[Flags]
internal enum SessionEffects
{
    None = 0,
    OpenSocket = 1,
    Login = 2,
    Synchronize = 4,
    EmptyOrderLane = 8,
    ForgetSubscriptions = 16,
    OpenForBusiness = 32,
    CloseSocket = 64,
    Drain = 128,
}

/// <param name="State">The state after the event.</param>
internal readonly record struct SessionTransition(SessionState State, SessionEffects Effects);

/// <summary>The session's state machine (design §6), without socket, clock or log. An event that means nothing in a state changes nothing.</summary>
internal static class SessionTransitions
{
    private const SessionEffects Gone = SessionEffects.EmptyOrderLane | SessionEffects.ForgetSubscriptions | SessionEffects.CloseSocket;

    public static SessionTransition Next(SessionState state, SessionEvent happened) => (state, happened) switch
    {
        (SessionState.Disconnected, SessionEvent.ConnectDue) => new(SessionState.Connecting, SessionEffects.OpenSocket),
        (SessionState.Disconnected, _) => Stay(state),
        (_, SessionEvent.SocketLost or SessionEvent.LeaseLost) => new(SessionState.Disconnected, Gone),
        (SessionState.Draining, SessionEvent.Drained) => new(SessionState.Disconnected, Gone),
        (SessionState.Draining, _) => Stay(state),
        (SessionState.Connecting or SessionState.Handshaking, SessionEvent.StopRequested) => new(SessionState.Disconnected, Gone),
        (_, SessionEvent.StopRequested) => new(SessionState.Draining, SessionEffects.EmptyOrderLane | SessionEffects.Drain),
        (SessionState.Connecting, SessionEvent.SocketOpened) => new(SessionState.Handshaking, SessionEffects.Login),
        (SessionState.Handshaking, SessionEvent.LoggedIn) => new(SessionState.Synchronizing, SessionEffects.Synchronize),
        (SessionState.Connecting or SessionState.Handshaking, _) => Stay(state),
        (SessionState.Synchronizing, SessionEvent.Synchronized) => new(SessionState.Ready, SessionEffects.OpenForBusiness),
        (SessionState.Synchronizing or SessionState.Ready, SessionEvent.EngineAttached) =>
            new(SessionState.Synchronizing, SessionEffects.EmptyOrderLane | SessionEffects.Synchronize),
        (SessionState.Synchronizing or SessionState.Ready, SessionEvent.UpstreamLost) => new(SessionState.Degraded, SessionEffects.EmptyOrderLane),
        (_, SessionEvent.UpstreamRestored) => new(SessionState.Synchronizing, SessionEffects.EmptyOrderLane | SessionEffects.Synchronize),
        (_, SessionEvent.UpstreamRestoredWithoutData) =>
            new(SessionState.Synchronizing, SessionEffects.EmptyOrderLane | SessionEffects.Synchronize | SessionEffects.ForgetSubscriptions),
        _ => Stay(state),
    };

    private static SessionTransition Stay(SessionState state) => new(state, SessionEffects.None);
}
