using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Grains.Placement;
using OrleansTrader.Grains.State;

namespace OrleansTrader.Grains.Instruments;

/// <summary>What an instrument grain keeps: the last good answer and when it was given.</summary>
public sealed record InstrumentState
{
    public Instrument? Instrument { get; init; }

    public DateTimeOffset? At { get; init; }
}

[OnLeaseSilo] // The bridge, the only one who can ask the broker, is there.
internal sealed partial class InstrumentGrain : Grain, IInstrumentGrain
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly StateKeeper<InstrumentState> _state;
    private readonly IInstrumentSource _source;
    private readonly TimeProvider _clock;
    private readonly ILogger<InstrumentGrain> _logger;
    private InstrumentResolution? _last;
    private DateTimeOffset _lastAt;

    public InstrumentGrain(
        [PersistentState("instrument", GrainsHosting.Storage)] IPersistentState<InstrumentState> storage,
        IInstrumentSource source,
        TimeProvider clock,
        ILogger<InstrumentGrain> logger)
    {
        (_source, _clock, _logger) = (source, clock, logger);
        _state = new StateKeeper<InstrumentState>(storage, _ => DeactivateOnIdle());
    }

    private string Spec => this.GetPrimaryKeyString();

    public async Task<InstrumentResolution> ResolveAsync()
    {
        var now = _clock.GetUtcNow();
        if (_state.Value is { Instrument: { } known, At: { } at } && now - at < GoodFor)
        {
            return Found(known);
        }

        if (_last is { Instrument: null } refused && now - _lastAt < RefusedFor)
        {
            return refused;
        }

        (_last, _lastAt) = (await AskAsync(), now);
        if (_last.Instrument is { } instrument)
        {
            await _state.ChangeAsync(state => state with { Instrument = instrument, At = now });
        }

        return _last;
    }

    public Task<InstrumentResolution?> GetState() => Task.FromResult(_last ?? (_state.Value.Instrument is { } known ? Found(known) : null));

    private static InstrumentResolution Found(Instrument instrument) => new(instrument, [], null);

    private static InstrumentResolution NotFound(string problem, ImmutableArray<Instrument> candidates) => new(null, candidates, problem);

    private async Task<InstrumentResolution> AskAsync()
    {
        InstrumentSpec spec;
        try
        {
            spec = InstrumentSpec.Parse(Spec);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return NotFound(e.Message, []);
        }

        try
        {
            using var limit = new CancellationTokenSource(Limit, _clock);
            return Judge(await _source.FindAsync(spec, limit.Token));
        }
        catch (Exception e) when (_state.Value.Instrument is not null && e is (GatewayRequestException or TimeoutException or OperationCanceledException))
        {
            LogKept(Spec, e); // Yesterday's details are better than none.
            return Found(_state.Value.Instrument!);
        }
    }

    private InstrumentResolution Judge(ImmutableArray<Instrument> found) => found switch
    {
        [] => NotFound($"The broker knows no instrument {Spec}.", []),
        [var one] => Found(one),
        _ => NotFound($"{Spec} is ambiguous: {string.Join(", ", found.Select(static one => $"#{one.ConId} {one.Symbol}@{one.PrimaryExchange ?? one.Exchange}:{one.Currency}"))}.", found),
    };

    [LoggerMessage(EventId = 3100, Level = LogLevel.Warning, Message = "Instrument {Spec}: details not refreshed, the stored ones stay")]
    private partial void LogKept(string spec, Exception exception);
}
