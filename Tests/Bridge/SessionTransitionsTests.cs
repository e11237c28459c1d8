using OrleansTrader.Domain.Broker;
using OrleansTrader.IbBridge.Session;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>The whole table: what is not listed changes nothing.</summary>
public sealed class SessionTransitionsTests
{
    private const SessionEffects Gone = SessionEffects.EmptyOrderLane | SessionEffects.ForgetSubscriptions | SessionEffects.CloseSocket;
    private const SessionEffects Again = SessionEffects.EmptyOrderLane | SessionEffects.Synchronize;

    private static readonly Dictionary<(SessionState, SessionEvent), (SessionState, SessionEffects)> Table = new()
    {
        [(SessionState.Disconnected, SessionEvent.ConnectDue)] = (SessionState.Connecting, SessionEffects.OpenSocket),

        [(SessionState.Connecting, SessionEvent.SocketOpened)] = (SessionState.Handshaking, SessionEffects.Login),
        [(SessionState.Connecting, SessionEvent.SocketLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Connecting, SessionEvent.LeaseLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Connecting, SessionEvent.StopRequested)] = (SessionState.Disconnected, Gone),

        [(SessionState.Handshaking, SessionEvent.LoggedIn)] = (SessionState.Synchronizing, SessionEffects.Synchronize),
        [(SessionState.Handshaking, SessionEvent.SocketLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Handshaking, SessionEvent.LeaseLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Handshaking, SessionEvent.StopRequested)] = (SessionState.Disconnected, Gone),

        [(SessionState.Synchronizing, SessionEvent.Synchronized)] = (SessionState.Ready, SessionEffects.OpenForBusiness),
        [(SessionState.Synchronizing, SessionEvent.EngineAttached)] = (SessionState.Synchronizing, Again),
        [(SessionState.Synchronizing, SessionEvent.UpstreamLost)] = (SessionState.Degraded, SessionEffects.EmptyOrderLane),
        [(SessionState.Synchronizing, SessionEvent.UpstreamRestored)] = (SessionState.Synchronizing, Again),
        [(SessionState.Synchronizing, SessionEvent.UpstreamRestoredWithoutData)] = (SessionState.Synchronizing, Again | SessionEffects.ForgetSubscriptions),
        [(SessionState.Synchronizing, SessionEvent.SocketLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Synchronizing, SessionEvent.LeaseLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Synchronizing, SessionEvent.StopRequested)] = (SessionState.Draining, SessionEffects.EmptyOrderLane | SessionEffects.Drain),

        [(SessionState.Ready, SessionEvent.EngineAttached)] = (SessionState.Synchronizing, Again),
        [(SessionState.Ready, SessionEvent.UpstreamLost)] = (SessionState.Degraded, SessionEffects.EmptyOrderLane),
        [(SessionState.Ready, SessionEvent.UpstreamRestored)] = (SessionState.Synchronizing, Again),
        [(SessionState.Ready, SessionEvent.UpstreamRestoredWithoutData)] = (SessionState.Synchronizing, Again | SessionEffects.ForgetSubscriptions),
        [(SessionState.Ready, SessionEvent.SocketLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Ready, SessionEvent.LeaseLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Ready, SessionEvent.StopRequested)] = (SessionState.Draining, SessionEffects.EmptyOrderLane | SessionEffects.Drain),

        [(SessionState.Degraded, SessionEvent.UpstreamRestored)] = (SessionState.Synchronizing, Again),
        [(SessionState.Degraded, SessionEvent.UpstreamRestoredWithoutData)] = (SessionState.Synchronizing, Again | SessionEffects.ForgetSubscriptions),
        [(SessionState.Degraded, SessionEvent.SocketLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Degraded, SessionEvent.LeaseLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Degraded, SessionEvent.StopRequested)] = (SessionState.Draining, SessionEffects.EmptyOrderLane | SessionEffects.Drain),

        [(SessionState.Draining, SessionEvent.Drained)] = (SessionState.Disconnected, Gone),
        [(SessionState.Draining, SessionEvent.SocketLost)] = (SessionState.Disconnected, Gone),
        [(SessionState.Draining, SessionEvent.LeaseLost)] = (SessionState.Disconnected, Gone),
    };

    [Fact]
    public void Every_state_meets_every_event_as_the_table_says()
    {
        foreach (var state in Enum.GetValues<SessionState>())
        {
            foreach (var happened in Enum.GetValues<SessionEvent>())
            {
                var (next, effects) = Table.GetValueOrDefault((state, happened), (state, SessionEffects.None));
                Assert.Equal((state, happened, next, effects), (state, happened, SessionTransitions.Next(state, happened).State, SessionTransitions.Next(state, happened).Effects));
            }
        }
    }

    [Fact]
    public void Only_a_synchronization_that_the_engine_took_leads_to_ready()
    {
        var ways = from state in Enum.GetValues<SessionState>()
                   from happened in Enum.GetValues<SessionEvent>()
                   where state != SessionState.Ready && SessionTransitions.Next(state, happened).State == SessionState.Ready
                   select (state, happened);

        Assert.Equal([(SessionState.Synchronizing, SessionEvent.Synchronized)], ways);
    }
}
