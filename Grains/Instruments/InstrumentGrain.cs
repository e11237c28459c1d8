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
    private const int MostNamed = 12;
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly StateKeeper<InstrumentState> _state;
    private readonly IInstrumentSource _source;
    private readonly IInstrumentStore _table;
    private readonly TimeProvider _clock;
    private readonly ILogger<InstrumentGrain> _logger;
    private InstrumentResolution? _last;
    private DateTimeOffset _lastAt;
    private Instrument? _recorded;

    public InstrumentGrain(
        [PersistentState("instrument", GrainsHosting.Storage)] IPersistentState<InstrumentState> storage,
        IInstrumentSource source,
        IInstrumentStore table,
        TimeProvider clock,
        ILogger<InstrumentGrain> logger)
    {
        (_source, _table, _clock, _logger) = (source, table, clock, logger);
        _state = new StateKeeper<InstrumentState>(storage, _ => DeactivateOnIdle());
    }

    private string Spec => this.GetPrimaryKeyString();

    public async Task<InstrumentResolution> ResolveAsync()
    {
        var now = _clock.GetUtcNow();
        if (_state.Value is { Instrument: { } known, At: { } at } && now - at < GoodFor)
        {
            await RecordAsync(known);
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
            await RecordAsync(instrument);
        }

        return _last;
    }

    public async Task<ImmutableArray<OptionClass>> OptionsAsync()
    {
        var resolution = await ResolveAsync();
        using var limit = new CancellationTokenSource(Limit, _clock);
        try
        {
            return await _source.OptionsAsync(resolution.Instrument ?? throw new InvalidOperationException(resolution.Problem), limit.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"No options of {Spec} within {Limit}.", e);
        }
    }

    public Task<InstrumentResolution?> GetState() => Task.FromResult(_last ?? (_state.Value.Instrument is { } known ? Found(known) : null));

    private static InstrumentResolution Found(Instrument instrument) => new(instrument, [], null);

    private static InstrumentResolution NotFound(string problem, ImmutableArray<InstrumentCandidate> candidates) => new(null, candidates, problem);

    private static InstrumentCandidate Candidate(Instrument instrument) => new(instrument.ConId, InstrumentSpec.NameOf(instrument), instrument.LongName);

    private static string Names(ImmutableArray<InstrumentCandidate> candidates)
    {
        var names = string.Join(", ", candidates.Take(MostNamed).Select(static one => $"{one.Name} (#{one.ConId}{(one.Description is { } text ? ", " + text : "")})"));
        return candidates.Length > MostNamed ? $"{names} and {candidates.Length - MostNamed} more" : names;
    }

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
            return Judge(await FindAsync(spec, limit.Token)) ?? await SuggestAsync(spec, limit.Token);
        }
        catch (Exception e) when (_state.Value.Instrument is not null && e is (GatewayRequestException or TimeoutException or OperationCanceledException))
        {
            LogKept(Spec, e); // Yesterday's details are better than none.
            return Found(_state.Value.Instrument!);
        }
    }

    /// <summary>An option may be one on a future: both are written alike.</summary>
    private async Task<ImmutableArray<Instrument>> FindAsync(InstrumentSpec spec, CancellationToken cancellationToken) =>
        await _source.FindAsync(spec, cancellationToken) is var found && found.IsEmpty && spec.Type == SecurityType.Option
            ? await _source.FindAsync(spec with { Type = SecurityType.FutureOption }, cancellationToken)
            : found;

    private InstrumentResolution? Judge(ImmutableArray<Instrument> found)
    {
        if (found.Length < 2)
        {
            return found is [var one] ? Found(one) : null;
        }

        var candidates = found.Select(Candidate).OrderBy(static one => one.Name, StringComparer.Ordinal).ToImmutableArray();
        return NotFound($"{Spec} is ambiguous; write one of: {Names(candidates)}.", candidates);
    }

    /// <summary>Other months of a future; for the rest whatever the broker's search finds under the symbol.</summary>
    private async Task<InstrumentResolution> SuggestAsync(InstrumentSpec spec, CancellationToken cancellationToken)
    {
        ImmutableArray<InstrumentCandidate> candidates;
        try
        {
            candidates = spec switch
            {
                { ConId: not null } => [],
                { Type: SecurityType.Future } => [.. (await _source.FindAsync(spec with { Expiry = null }, cancellationToken)).Select(Candidate)],
                _ => await _source.SearchAsync(spec.Symbol, cancellationToken),
            };
        }
        catch (Exception e) when (e is GatewayRequestException or TimeoutException or OperationCanceledException)
        {
            LogNoSuggestion(Spec, e); // The answer is the same without them.
            candidates = [];
        }

        return NotFound(
            candidates.IsEmpty ? $"The broker knows no instrument {Spec}." : $"The broker knows no instrument {Spec}; perhaps you mean: {Names(candidates)}.",
            candidates);
    }

    /// <summary>Keeps the table of instruments up to date. It serves people and reports: no trade waits for it, the next resolution tries again.</summary>
    private async Task RecordAsync(Instrument instrument)
    {
        if (_recorded == instrument)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(Limit, _clock);
            await _table.SaveAsync(instrument, limit.Token);
            _recorded = instrument;
        }
        catch (Exception e)
        {
            LogNotRecorded(Spec, e);
        }
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Information, Message = "Instrument {Spec} is unknown, and the broker's search gave nothing")]
    private partial void LogNoSuggestion(string spec, Exception exception);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "Instrument {Spec} was not written to the table of instruments; the next resolution tries again")]
    private partial void LogNotRecorded(string spec, Exception exception);

    [LoggerMessage(EventId = 3100, Level = LogLevel.Warning, Message = "Instrument {Spec}: details not refreshed, the stored ones stay")]
    private partial void LogKept(string spec, Exception exception);
}
