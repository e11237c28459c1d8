using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.IbBridge.Lanes;

namespace OrleansTrader.IbBridge.Session;

/// <param name="Session">The session the change is about.</param>
internal readonly record struct SessionChange(SessionState Old, SessionState New, SessionEffects Effects, long Session, string Cause);

/// <summary>The state of the one session, shared by everything in the bridge: which state, which socket, which synchronization counts.</summary>
internal sealed partial class GatewayLink(OrderLane lane, BridgeMetrics metrics, TimeProvider clock, ILogger<GatewayLink> logger)
{
    private readonly Lock _gate = new();
    private volatile TwsConnection? _connection;
    private SessionState _state = SessionState.Disconnected;
    private long _session;
    private DateTimeOffset? _openedAt;
    private long _wanted;
    private long _neededForReady;

    /// <summary>Raised for every transition with an effect, in order and under the lock: handlers only note and signal.</summary>
    public event Action<SessionChange>? Changed;

    public SessionState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>State, session and when its socket was opened, as one.</summary>
    public (SessionState State, long Session, DateTimeOffset? OpenedAt) Now
    {
        get
        {
            lock (_gate)
            {
                return (_state, _session, _openedAt);
            }
        }
    }

    /// <summary>The number of the newest synchronization asked for.</summary>
    public long SynchronizationWanted => Interlocked.Read(ref _wanted);

    /// <summary>The socket, from the login on until it is lost.</summary>
    public TwsConnection? Connection => _connection;

    /// <summary>Opens a new session's number. They rise over restarts of the process too: the clock is their floor.</summary>
    public long Begin(TwsConnection connection)
    {
        lock (_gate)
        {
            _session = Math.Max(_session + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
            _connection = connection;
            return _session;
        }
    }

    /// <summary>Applies an event. One about a session that is over changes nothing.</summary>
    public SessionState Apply(SessionEvent happened, string cause, long? session = null)
    {
        lock (_gate)
        {
            if (session is { } about && about != _session)
            {
                return _state;
            }

            var (next, effects) = SessionTransitions.Next(_state, happened);
            var old = _state;
            _state = next;
            _openedAt = next switch
            {
                SessionState.Disconnected or SessionState.Connecting => null,
                _ => _openedAt ?? clock.GetUtcNow(),
            };
            if (effects.HasFlag(SessionEffects.Synchronize))
            {
                _neededForReady = ++_wanted;
            }

            if (effects.HasFlag(SessionEffects.CloseSocket))
            {
                _connection?.Close(cause);
                _connection = null;
            }

            Announce(new SessionChange(old, next, effects, _session, cause));
            return next;
        }
    }

    /// <summary>Asks for one more synchronization without leaving the state; returns its number.</summary>
    public long WantSynchronization()
    {
        lock (_gate)
        {
            return ++_wanted;
        }
    }

    /// <summary>The engine has taken the end of this synchronization: the session opens unless a newer one is needed.</summary>
    public void SynchronizationTaken(long number, long session)
    {
        lock (_gate)
        {
            if (number >= _neededForReady)
            {
                Apply(SessionEvent.Synchronized, $"synchronization {number} taken by the engine", session);
            }
        }
    }

    private void Announce(SessionChange change)
    {
        if (change.Old != change.New)
        {
            metrics.CountSession(change.New.ToString());
            LogChange(change.Old, change.New, change.Session, change.Cause);
            lane.Add(new SessionReport(change.New, change.Session, change.Cause));
        }

        if (change.Effects != SessionEffects.None)
        {
            Changed?.Invoke(change);
        }
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Session {Session}: {Old} -> {Next}: {Cause}")]
    private partial void LogChange(SessionState old, SessionState next, long session, string cause);
}
