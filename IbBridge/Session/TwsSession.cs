using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbBridge.Routing;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Session;

/// <summary>One session on one socket, from connect to loss: login, signs of life, notices. Thrown away afterwards.</summary>
internal sealed partial class TwsSession : IFrameSink, ISessionSignals, IDisposable
{
    private readonly TwsConnection _connection;
    private readonly SessionParts _parts;
    private readonly IbBridgeOptions _options;
    private readonly ILogger _logger;
    private readonly SnapshotLists _lists;
    private readonly OrderEvents _orders;
    private readonly MessageRouter _router;
    private readonly Synchronizer _synchronizer;
    private readonly TaskCompletionSource<ManagedAccountsMessage> _accounts = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<NextValidIdMessage> _nextId = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _session;
    private TaskCompletionSource? _pong;
    private int _serverVersion;
    private bool _loggedIn;
    private bool _clientIdInUse;

    public TwsSession(SessionParts parts, ILogger<TwsSession> logger)
    {
        _parts = parts;
        _options = parts.Options;
        _logger = logger;
        _connection = new TwsConnection(_options.Host, _options.Port);
        _session = parts.Link.Begin(_connection);
        _lists = new SnapshotLists(_session, parts.OrderLane);
        _orders = new OrderEvents(parts.OrderLane, _lists, parts.Sent, parts.WhatIfs, parts.Clock, logger);
        _router = new MessageRouter(_orders, parts.Lines, parts.Requests, parts.Rules, this, parts.Metrics, logger);
        _synchronizer = new Synchronizer(
            parts.Link, parts.Gateway, parts.Requests, _lists, parts.OrderLane, parts.Engine, _options, parts.Clock, logger);
    }

    /// <summary>Runs the session until it is lost, closed or cancelled.</summary>
    /// <param name="onLogin">Called with the account once the login is complete, before the session counts as logged in.</param>
    public async Task<SessionEnd> RunAsync(Func<Login, CancellationToken, Task> onLogin, CancellationToken cancellationToken)
    {
        _parts.Link.Changed += OnChanged;
        _parts.OrderLane.SynchronizationTaken += OnSynchronizationTaken;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _connection.Closed);
        try
        {
            _connection.Start(this);
            var login = await LoginAsync(stop.Token);
            await onLogin(login, stop.Token);
            _orders.Only(login.Account);
            _loggedIn = true;
            _parts.Link.Apply(SessionEvent.LoggedIn, $"account {login.Account}, next order id {login.NextValidId}, version {_serverVersion}", _session);
            await WorkAsync(login.Account, stop);
        }
        catch (OperationCanceledException)
        {
            _connection.Close("stopped");
        }
        catch (Exception e)
        {
            // Whatever broke this session (login time-out, silence, database), the next one starts from the truth.
            _connection.Close(e.Message);
            LogBroke(_session, e);
        }
        finally
        {
            await stop.CancelAsync();
            _parts.OrderLane.SynchronizationTaken -= OnSynchronizationTaken;
        }

        var cause = await _connection.Ended;
        _parts.Link.Apply(SessionEvent.SocketLost, cause, _session);
        _parts.Link.Changed -= OnChanged;
        _parts.Requests.FailAll(cause);
        _parts.Rules.FailAll(cause);
        return new SessionEnd(cause, _loggedIn, _clientIdInUse);
    }

    public void Dispose() => _connection.Dispose();

    void IFrameSink.OnOpened() => _parts.Link.Apply(SessionEvent.SocketOpened, $"connected to {_options.Host}:{_options.Port}", _session);

    void IFrameSink.OnAccepted(HandshakeReply reply)
    {
        _serverVersion = reply.ServerVersion;
        _parts.Recorder.Session(reply.ServerVersion);
        _orders.ServerZone = TwsTime.FindZone(reply.Zone);
        LogAccepted(reply.ServerVersion, reply.Time, reply.Zone);
        _connection.Send(new StartApiRequest { ClientId = _options.ClientId });
    }

    void IFrameSink.OnFrame(ReadOnlySpan<byte> payload)
    {
        _parts.Recorder.Received(payload);
        _router.Route(payload, _serverVersion);
    }

    void IFrameSink.OnSending(ReadOnlySpan<byte> payload) => _parts.Recorder.Sent(payload);

    void IFrameSink.OnChunkEnd() => _parts.Lines.Flush();

    void ISessionSignals.OnManagedAccounts(ManagedAccountsMessage message) => _accounts.TrySetResult(message);

    void ISessionSignals.OnNextValidId(NextValidIdMessage message)
    {
        if (!_nextId.TrySetResult(message))
        {
            _parts.OrderIds.RaiseTo(message.OrderId);
        }
    }

    void ISessionSignals.OnCurrentTime() => Volatile.Read(ref _pong)?.TrySetResult();

    /// <summary>The answer is a nextValidId, which raises the counter.</summary>
    void ISessionSignals.OnDuplicateOrderId()
    {
        LogBehind();
        _parts.Pacing.Borrow();
        _connection.Send(new IdsRequest { NumIds = 1 });
    }

    void ISessionSignals.OnRateExceeded(ErrMsgMessage error)
    {
        LogRate(error.ErrorMsg);
        _parts.Pacing.SlowDown();
    }

    void ISessionSignals.OnNotice(ErrMsgMessage notice)
    {
        var (code, text) = (notice.ErrorCode, notice.ErrorMsg);
        LogNotice(code, text);
        switch (IbErrors.Action(code))
        {
            case IbErrorAction.RetryClientId:
                _clientIdInUse = true;
                _connection.Close($"client id {_options.ClientId} is in use: {text}");
                break;
            case IbErrorAction.UpstreamLost:
                _parts.Link.Apply(SessionEvent.UpstreamLost, $"{code} {text}", _session);
                break;
            case IbErrorAction.UpstreamRestoredWithoutData:
                _parts.Link.Apply(SessionEvent.UpstreamRestoredWithoutData, $"{code} {text}", _session);
                break;
            case IbErrorAction.UpstreamRestored:
                _parts.Link.Apply(SessionEvent.UpstreamRestored, $"{code} {text}", _session);
                break;
            default:
                _parts.Farms.Note(code, text);
                break;
        }
    }

    /// <summary>Neither part ends by itself: the first failure ends both.</summary>
    private async Task WorkAsync(AccountId account, CancellationTokenSource stop)
    {
        Task[] parts = [_synchronizer.RunAsync(account, stop.Token), BeatAsync(stop.Token)];
        var first = await Task.WhenAny(parts);
        await stop.CancelAsync();
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    /// <summary>Both messages must come, in any order; the account must be the expected one.</summary>
    private async Task<Login> LoginAsync(CancellationToken cancellationToken)
    {
        try
        {
            var both = Task.WhenAll(_accounts.Task, _nextId.Task);
            await both.WaitAsync(_options.LoginTimeout, _parts.Clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"no login within {_options.LoginTimeout} (is a dialog open on the gateway?): managedAccounts {Came(_accounts.Task)}, nextValidId {Came(_nextId.Task)}");
        }

        var accounts = (await _accounts.Task).AccountsList.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new Login(Choose(accounts), (await _nextId.Task).OrderId);
    }

    private AccountId Choose(string[] accounts) => (_options.Account, accounts) switch
    {
        ({ Length: > 0 } wanted, _) when accounts.Contains(wanted, StringComparer.Ordinal) => AccountId.Of(wanted),
        ({ Length: > 0 } wanted, _) => throw new InvalidOperationException($"IbBridge:Account is {wanted}, the login has {string.Join(", ", accounts)}"),
        (_, [var only]) => AccountId.Of(only),
        _ => throw new InvalidOperationException($"the login has {accounts.Length} accounts: name one in IbBridge:Account"),
    };

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(_options.HeartbeatInterval, _parts.Clock, cancellationToken);
            var pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _pong, pong);
            await _parts.Gateway.SendAsync(PacingLane.Cancel, new CurrentTimeRequest(), cancellationToken);
            try
            {
                await pong.Task.WaitAsync(_options.HeartbeatTimeout, _parts.Clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"no sign of life within {_options.HeartbeatTimeout}");
            }
        }
    }

    private void OnChanged(SessionChange change)
    {
        if (change.Session == _session && change.Effects.HasFlag(SessionEffects.Synchronize))
        {
            _synchronizer.Wake(restart: true);
        }
    }

    private void OnSynchronizationTaken(long number) => _parts.Link.SynchronizationTaken(number, _session);

    /// <summary>A refresh was asked for without leaving the state.</summary>
    public void Refresh() => _synchronizer.Wake(restart: false);

    private static string Came(Task task) => task.IsCompleted ? "came" : "did not come";

    [LoggerMessage(EventId = 3021, Level = LogLevel.Information, Message = "The gateway speaks version {Version}, its time is {Time} {Zone}")]
    private partial void LogAccepted(int version, string time, string zone);

    [LoggerMessage(EventId = 3022, Level = LogLevel.Warning, Message = "Gateway: {Code} {Text}")]
    private partial void LogNotice(int code, string text);

    [LoggerMessage(EventId = 3023, Level = LogLevel.Error, Message = "The gateway's message rate was exceeded: {Text}; everything but cancels pauses for a second, then half as many messages leave as before, twice as many again after each minute without a complaint")]
    private partial void LogRate(string text);

    [LoggerMessage(EventId = 3025, Level = LogLevel.Error, Message = "An order id was refused as used before: asking the gateway where to go on")]
    private partial void LogBehind();

    [LoggerMessage(EventId = 3024, Level = LogLevel.Warning, Message = "Session {Session} broke")]
    private partial void LogBroke(long session, Exception exception);
}
