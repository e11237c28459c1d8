using System.Collections.Concurrent;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Journal;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The one thread that owns the exchange: takes what came in, commits what changed, then sends what follows from it.</summary>
internal sealed partial class ExchangeLoop : IDisposable
{
    private const int BatchSize = 512;

    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);
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
    private readonly SettlementDesk _settlements;
    private readonly RequestFaults _requestFaults;
    private readonly RequestRouter _router;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private int _stepWaiting;
    private long _requests;

    public ExchangeLoop(ExchangeFloor floor, IExchangeJournal journal, ILogger logger)
    {
        _floor = floor;
        _journal = journal;
        _logger = logger;
        _accounts = new AccountDesk(floor);
        _settlements = new SettlementDesk(floor, _accounts);
        var contracts = new ContractDesk(floor);
        var events = new OrderEvents(floor);
        var revisions = new Revisions(floor, events, _accounts);
        Books = new OrderBooks(floor, events, new Fills(floor, events, _accounts, revisions));
        _orders = new OrderDesk(floor, contracts, Books, new OrderGroups(floor, Books, events), events);
        _data = DataDesks.Open(floor, contracts, Books, work => Post(new Inbound.Work(work)));
        Strikes = new FaultStrikes(floor, _data, revisions);
        _requestFaults = new RequestFaults(floor);
        Latencies = new LatencyLog(floor.Clock, _data.Quotes);
        _router = new RequestRouter(floor, _orders, new OrderLists(floor), _data, _accounts, new ExerciseDesk(floor, contracts, _settlements), new ReferenceDesk(floor), Latencies);
        _timer = floor.Clock.CreateTimer(_ => PostStep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { IsBackground = true, Name = "tws-exchange" };
    }

    public LatencyLog Latencies { get; }

    public FaultStrikes Strikes { get; }

    /// <summary>Ends when the loop was stopped; fails when the journal did.</summary>
    public Task Ended => _ended.Task;

    public OrderDesk Orders => _orders;

    public OrderBooks Books { get; }

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

    /// <summary>Lets time go on by that much, from one due moment to the next; everything due was sent when it returns. Exchange thread only.</summary>
    public void Advance(SteppedClock clock, TimeSpan by)
    {
        var target = _floor.Outbox.Now + by;
        Turn();
        for (var next = NextDue(); !_stopping; next = NextDue())
        {
            clock.MoveTo(next < target ? next : target);
            Turn();
            if (next >= target)
            {
                return;
            }
        }
    }

    /// <summary>Market time was set forward: nothing of the time left out is made up for. Exchange thread only.</summary>
    public void ClockSkipped() => _data.Streams.SkipBars();

    /// <summary>What waits is dropped: its senders learn of it as of the death of the process.</summary>
    public void Stop()
    {
        _stopping = true;
        _inbox.CompleteAdding();
    }

    /// <summary>Waits for the turn that runs, at most <see cref="LongestStop"/>: a disk that hangs holds up nobody.</summary>
    public void Dispose()
    {
        Stop();
        _timer.Dispose();
        if (!_thread.IsAlive || Thread.CurrentThread == _thread || _thread.Join(LongestStop))
        {
            _inbox.Dispose();
        }
        else
        {
            LogHangs(LongestStop.TotalSeconds);
        }
    }

    private void Run()
    {
        try
        {
            Books.Restore();
            PostStep();
            foreach (var first in _inbox.GetConsumingEnumerable())
            {
                if (_stopping)
                {
                    break;
                }

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
        for (var i = 1; i < BatchSize && !_stopping && _inbox.TryTake(out var next); i++)
        {
            Handle(next);
        }

        Turn();
        ArmTimer();
    }

    /// <summary>Does what is due now.</summary>
    private void Turn()
    {
        _data.Step();
        _settlements.Step();
        _accounts.Step();
        CommitAndFlush();
        _floor.Outbox.RunDue();
        CommitAndFlush();
    }

    private void Handle(Inbound inbound)
    {
        switch (inbound)
        {
            case Inbound.Request request when !request.Connection.Muted:
                _requests++;
                if (!_requestFaults.Take(request.Connection, request.Message))
                {
                    request.Connection.Filter = _requestFaults.FilterFor(request.Connection, request.Message);
                    _router.Handle(request.Connection, request.Message, request.ReadAt);
                    request.Connection.Filter = null;
                }

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
                _requestFaults.Forget(gone.Connection);
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
        if (_floor.HasUncommitted)
        {
            _journal.Append(_floor.TakeUncommitted());
        }

        foreach (var connection in _floor.Connections)
        {
            connection.Pace = _floor.Faults.IsEmpty ? null : PaceOf(connection);
            if (connection.Flush() is { } at)
            {
                _data.Quotes.Written(connection, at);
            }
        }
    }

    private LinkPace? PaceOf(ClientConnection connection)
    {
        var scope = FaultScope.OfClient(connection.ClientId);
        return _floor.Faults.Find(FaultKind.Slow, scope) is { } slow ? LinkPace.Slow(slow.Request.BytesPerSecond ?? 2000)
            : _floor.Faults.Find(FaultKind.Fragment, scope) is { } torn ? LinkPace.Fragments(torn.Request.Bytes ?? 3)
            : null;
    }

    private void ArmTimer()
    {
        var wait = NextDue() - _floor.Outbox.Now;
        _timer.Change(wait < ShortestStep ? ShortestStep : wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The next moment after now at which there may be something to do.</summary>
    private TimeSpan NextDue()
    {
        var now = _floor.Outbox.Now;
        var next = now + LongestStep;
        if (_data.Quotes.NextDue() is var quote && quote > now && quote < next)
        {
            next = quote;
        }

        return _floor.Outbox.NextDue is { } due && due < next ? due > now ? due : now + ShortestStep : next;
    }

    private void PostStep()
    {
        if (Interlocked.Exchange(ref _stepWaiting, 1) == 0)
        {
            Post(Inbound.Step.Instance);
        }
    }

    [LoggerMessage(EventId = 111, Level = LogLevel.Critical, Message = "The exchange has stopped: {Why}")]
    private partial void LogFailed(string why, Exception? exception);

    [LoggerMessage(EventId = 112, Level = LogLevel.Warning, Message = "Connection {Id} sent what cannot be read: {Why}")]
    private partial void LogUnreadable(long id, string why);

    [LoggerMessage(EventId = 113, Level = LogLevel.Critical, Message = "The exchange did not stop within {Seconds} s; what its journal holds is whole")]
    private partial void LogHangs(double seconds);
}
