using System.Collections.Concurrent;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Journal;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The one thread that owns the exchange: takes what came in, commits what changed, then sends what follows from it.</summary>
internal sealed partial class ExchangeLoop : IDisposable
{
    private const int BatchSize = 512;

    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(250);

    private readonly ExchangeFloor _floor;
    private readonly IExchangeJournal _journal;
    private readonly ILogger _logger;
    private readonly BlockingCollection<Inbound> _inbox = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private readonly OrderDesk _orders;
    private readonly DataDesks _data;
    private readonly AccountDesk _accounts;
    private readonly RequestRouter _router;
    private readonly Thread _thread;
    private int _stepWaiting;
    private long _requests;

    public ExchangeLoop(ExchangeFloor floor, IExchangeJournal journal, ILogger logger)
    {
        _floor = floor;
        _journal = journal;
        _logger = logger;
        _accounts = new AccountDesk(floor);
        var contracts = new ContractDesk(floor);
        _orders = new OrderDesk(floor, contracts, new OrderEvents(floor), _accounts);
        _data = DataDesks.Open(floor, contracts, _orders, work => Post(new Inbound.Work(work)));
        Latencies = new LatencyLog(floor.Clock, _data.Quotes);
        _router = new RequestRouter(floor, _orders, new OrderLists(floor), _data, _accounts, new ReferenceDesk(floor), Latencies);
        _timer = floor.Clock.CreateTimer(_ => PostStep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { IsBackground = true, Name = "tws-exchange" };
    }

    public LatencyLog Latencies { get; }

    /// <summary>Ends when the loop was stopped; fails when the journal did.</summary>
    public Task Ended => _ended.Task;

    public OrderDesk Orders => _orders;

    public int Lines => _data.Quotes.LineCount;

    public long TicksSent => _data.Quotes.TicksSent;

    public long Requests => _requests;

    public void Start() => _thread.Start();

    /// <summary>Any thread. What comes after the stop is dropped.</summary>
    public void Post(Inbound inbound)
    {
        try
        {
            _inbox.Add(inbound);
        }
        catch (InvalidOperationException)
        {
            // The exchange has stopped (its inbox is complete or disposed): nobody is left to care.
        }
    }

    /// <summary>Runs on the exchange's thread and comes back with its result once what it changed is in the journal.</summary>
    public Task<T> OnExchangeAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new Inbound.Work(() =>
        {
            try
            {
                var result = work();
                _floor.Outbox.At(TimeSpan.Zero, () => done.SetResult(result));
            }
            catch (Exception e) when (e is FaultException or ArgumentException)
            {
                done.SetException(e);
            }
        }));
        return Task.WhenAny(done.Task, _ended.Task).ContinueWith(
            _ => done.Task.IsCompleted ? done.Task : Task.FromException<T>(new InvalidOperationException("The exchange has stopped.")),
            TaskScheduler.Default).Unwrap();
    }

    /// <summary>A fault that acts at once on the connections there are.</summary>
    public void Strike(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.LinkDown:
                LinkDown(fault);
                break;
            case FaultKind.LinkUp:
                LinkUp(1102);
                break;
            case FaultKind.LinkUpDataLost:
                LinkUp(1101);
                break;
            case FaultKind.Drop:
                foreach (var connection in Scoped(fault).Take(fault.Request.Count ?? int.MaxValue).ToArray())
                {
                    connection.Close();
                }

                break;
            case FaultKind.HalfOpen:
                HalfOpen(fault);
                break;
        }
    }

    /// <summary>Half-open connections speak again.</summary>
    public void Unmute()
    {
        foreach (var connection in _floor.Connections)
        {
            connection.Muted = false;
        }
    }

    public void Stop() => _inbox.CompleteAdding();

    public void Dispose()
    {
        Stop();
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }

        _timer.Dispose();
        _inbox.Dispose();
    }

    private void Run()
    {
        try
        {
            _orders.Restore();
            PostStep();
            foreach (var first in _inbox.GetConsumingEnumerable())
            {
                Batch(first);
            }

            _ended.TrySetResult();
        }
        catch (Exception e)
        {
            // Nothing of the failed batch was sent; the owner decides what becomes of the process.
            LogFailed(e.Message, e is IOException ? null : e);
            _ended.TrySetException(e);
            Stop();
        }

        foreach (var connection in _floor.Connections)
        {
            connection.Close();
        }
    }

    private void Batch(Inbound first)
    {
        Handle(first);
        for (var i = 1; i < BatchSize && _inbox.TryTake(out var next); i++)
        {
            Handle(next);
        }

        _data.Step();
        _accounts.Step();
        CommitAndFlush();
        _floor.Outbox.RunDue();
        CommitAndFlush();
        ArmTimer();
    }

    private void Handle(Inbound inbound)
    {
        switch (inbound)
        {
            case Inbound.Request request when !request.Connection.Muted:
                _requests++;
                _router.Handle(request.Connection, request.Message, request.ReadAt);
                break;
            case Inbound.Unreadable unreadable:
                LogUnreadable(unreadable.Connection.Id, unreadable.Why);
                _floor.Error(unreadable.Connection, -1, 320, "Error reading request: " + unreadable.Why);
                break;
            case Inbound.Connected connected:
                _floor.Connections.Add(connected.Connection);
                break;
            case Inbound.Disconnected gone:
                _floor.Remove(gone.Connection);
                _data.Forget(gone.Connection);
                _accounts.Forget(gone.Connection);
                break;
            case Inbound.Work work:
                work.Run();
                break;
            case Inbound.Step:
                Interlocked.Exchange(ref _stepWaiting, 0);
                break;
        }
    }

    private void CommitAndFlush()
    {
        if (_floor.Uncommitted.Count > 0)
        {
            _journal.Append(_floor.Uncommitted);
            _floor.Committed();
        }

        foreach (var connection in _floor.Connections)
        {
            if (connection.Flush() is { } at)
            {
                _data.Quotes.Written(connection, at);
            }
        }
    }

    private void ArmTimer()
    {
        var now = _floor.Outbox.Now;
        var next = _data.Quotes.NextDue();
        if (_floor.Outbox.NextDue is { } due && due < next)
        {
            next = due;
        }

        var wait = next - now;
        wait = wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait > LongestStep ? LongestStep : wait;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void PostStep()
    {
        if (Interlocked.Exchange(ref _stepWaiting, 1) == 0)
        {
            Post(Inbound.Step.Instance);
        }
    }

    private void LinkDown(Fault fault)
    {
        _floor.LinkUp = false;
        ToAll(1100, "Connectivity between IBKR and Trader Workstation has been lost.");
        if (fault.Request.Seconds is { } seconds)
        {
            _floor.Outbox.At(_floor.Outbox.Now + TimeSpan.FromSeconds(seconds), () => LinkUp(fault.Request.Then ?? 1102));
        }
    }

    private void LinkUp(int code)
    {
        _floor.LinkUp = true;
        if (code == 1101)
        {
            _data.LoseSubscriptions();
        }

        ToAll(code, code == 1101
            ? "Connectivity between IBKR and Trader Workstation has been restored- data lost."
            : "Connectivity between IBKR and Trader Workstation has been restored- data maintained. The following farms are connected: usfarm; ushmds; secdefil.");
    }

    private void HalfOpen(Fault fault)
    {
        var connections = Scoped(fault).ToArray();
        foreach (var connection in connections)
        {
            connection.Muted = true;
        }

        if (fault.Request.Seconds is { } seconds)
        {
            _floor.Outbox.At(_floor.Outbox.Now + TimeSpan.FromSeconds(seconds), () => Array.ForEach(connections, static c => c.Muted = false));
        }
    }

    private IEnumerable<ClientConnection> Scoped(Fault fault) =>
        _floor.Connections.Where(c => c.ClientId is { } id && fault.Fits(FaultScope.OfClient(id)));

    private void ToAll(int code, string text)
    {
        foreach (var connection in _floor.Connections.Where(static c => c.ClientId is not null))
        {
            _floor.Error(connection, -1, code, text);
        }
    }

    [LoggerMessage(EventId = 111, Level = LogLevel.Critical, Message = "The exchange has stopped: {Why}")]
    private partial void LogFailed(string why, Exception? exception);

    [LoggerMessage(EventId = 112, Level = LogLevel.Warning, Message = "Connection {Id} sent what cannot be read: {Why}")]
    private partial void LogUnreadable(long id, string why);
}
