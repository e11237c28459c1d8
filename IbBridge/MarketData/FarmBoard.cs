using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol;

namespace OrleansTrader.IbBridge.MarketData;

/// <summary>What a farm gives.</summary>
internal enum FarmKind
{
    /// <summary>Quotes, trades and bars as they happen.</summary>
    Data,

    /// <summary>Bars and trades of the past.</summary>
    History,

    /// <summary>Contract details and searches; its farms serve every contract.</summary>
    Definitions,
}

/// <summary>Which farms do not serve, as the gateway's notices say (2103 to 2108, 2119, 2157, 2158). A new session starts with none: the gateway tells again.</summary>
/// <remarks>
/// A data farm that is down closes the opening of its contracts and is told to their lines; a history or definition farm makes the requests it would answer wait.
/// One that connects (2119) does not serve yet; one that is idle (2107, 2108) does, on demand.
/// </remarks>
internal sealed partial class FarmBoard(LineTable lines, TimeProvider clock, ILogger<FarmBoard> logger) : IDataFarms, IDisposable
{
    private static readonly TimeSpan BeforeAlarm = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<(FarmKind Kind, string Farm), DownFarm> _down = [];
    private TaskCompletionSource _changed = NewSignal();

    public bool IsDown(Instrument instrument) => Down(FarmKind.Data, instrument) is not null;

    /// <summary>Notes what a notice says about a farm, and tells its lines; a repeat changes nothing.</summary>
    public void Note(int code, string text)
    {
        if (FarmNotices.Of(IbErrors.Action(code)) is not var (kind, up))
        {
            return;
        }

        var farm = FarmNames.Name(text);
        if (Change((kind, farm.ToUpperInvariant()), farm, up, code) && kind == FarmKind.Data)
        {
            lines.ReportFarm(farm, up, code, text);
        }
    }

    /// <summary>Waits until the farms that would answer do serve.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="instrument">The contract it is asked for; null for definitions.</param>
    /// <param name="patience">How long to wait.</param>
    /// <exception cref="GatewayRequestException">They did not in time; nothing was sent.</exception>
    public async Task ServesAsync(FarmKind kind, Instrument? instrument, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task; // Before the look, so that no change is missed.
            if (Down(kind, instrument) is not { } down)
            {
                return;
            }

            var left = patience - clock.GetElapsedTime(started);
            try
            {
                await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new GatewayRequestException(down.Code, $"The broker's farm {down.Name} has been down for {clock.GetUtcNow() - down.Since:hh\\:mm\\:ss}: nothing was asked.");
            }
        }
    }

    /// <summary>The session is over: what waits goes on, and finds that there is none.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var down in _down.Values)
            {
                down.Alarm.Dispose();
            }

            _down.Clear();
        }

        Signal();
    }

    public void Dispose() => Clear();

    private bool Change((FarmKind, string) key, string name, bool up, int code)
    {
        lock (_gate)
        {
            if (up && _down.Remove(key, out var known))
            {
                known.Alarm.Dispose();
                LogUp(name, code, known.Since);
            }
            else if (up || _down.ContainsKey(key))
            {
                return false;
            }
            else
            {
                _down.Add(key, new DownFarm(name, code, clock.GetUtcNow(), clock.CreateTimer(_ => Alarm(key), null, BeforeAlarm, BeforeAlarm)));
            }
        }

        Signal();
        return true;
    }

    /// <summary>Once for each time it is down; during IB's nightly reset that is normal and waits for its end.</summary>
    private void Alarm((FarmKind, string) key)
    {
        lock (_gate)
        {
            if (_down.TryGetValue(key, out var down) && !NightlyReset.Contains(clock.GetUtcNow()))
            {
                down.Alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                LogDown(down.Name, down.Code, down.Since);
            }
        }
    }

    private DownFarm? Down(FarmKind kind, Instrument? instrument)
    {
        lock (_gate)
        {
            foreach (var (key, down) in _down)
            {
                if (key.Kind == kind && (instrument is null || FarmNames.MayServe(down.Name, instrument)))
                {
                    return down;
                }
            }

            return null;
        }
    }

    private void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(EventId = 3431, Level = LogLevel.Critical, Message = "The broker's farm {Farm} has been down since {Since} ({Code}): what it serves waits")]
    private partial void LogDown(string farm, int code, DateTimeOffset since);

    [LoggerMessage(EventId = 3432, Level = LogLevel.Information, Message = "The broker's farm {Farm} serves again ({Code}); it was down since {Since}")]
    private partial void LogUp(string farm, int code, DateTimeOffset since);

    private sealed record DownFarm(string Name, int Code, DateTimeOffset Since, ITimer Alarm);
}

/// <summary>What the error table's actions say about farms.</summary>
internal static class FarmNotices
{
    /// <summary>Null when the action is not about a farm.</summary>
    public static (FarmKind Kind, bool Up)? Of(IbErrorAction action) => action switch
    {
        IbErrorAction.FarmDown => (FarmKind.Data, false),
        IbErrorAction.FarmUp => (FarmKind.Data, true),
        IbErrorAction.HistoryFarmDown => (FarmKind.History, false),
        IbErrorAction.HistoryFarmUp => (FarmKind.History, true),
        IbErrorAction.DefinitionFarmDown => (FarmKind.Definitions, false),
        IbErrorAction.DefinitionFarmUp => (FarmKind.Definitions, true),
        _ => null,
    };
}
