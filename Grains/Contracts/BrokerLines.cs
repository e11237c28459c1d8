using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Contracts;

/// <summary>The broker lines of one contract: one per kind that someone needs, released some time after nobody does.</summary>
internal sealed class BrokerLines(IMarketDataGateway gateway, Action<LineKind, Exception> failed)
{
    private const int NoSecurityDefinition = 200;

    private readonly Dictionary<LineKind, Line> _lines = [];

    public static TimeSpan ReleaseAfter { get; } = TimeSpan.FromSeconds(30);

    public IEnumerable<LineKind> Open => _lines.Where(static line => line.Value.IsOpen).Select(static line => line.Key).Order();

    /// <summary>Trading in the contract is halted, as its quote line told.</summary>
    public bool IsHalted => _lines.Values.Any(static line => line is { IsOpen: true, Report: LineState.Halted });

    /// <summary>Why needed lines are not open; null when all are.</summary>
    public string? Problem => _lines.Where(static line => !line.Value.IsOpen && line.Value.Problem is not null)
        .Select(static line => $"{line.Key}: {line.Value.Problem}").Order(StringComparer.Ordinal).FirstOrDefault();

    /// <summary>Data may be expected: asked for, and neither lost, refused nor without its farm.</summary>
    public bool IsFlowing(LineKind kind) => _lines.TryGetValue(kind, out var line) && line is { IsOpen: true, Report: null or LineState.Open };

    /// <summary>Takes the bridge's word on a line.</summary>
    public void Report(LineReport report, DateTimeOffset now)
    {
        if (!_lines.TryGetValue(report.Kind, out var line))
        {
            return;
        }

        var isRefused = report.State == LineState.Refused;
        _lines[report.Kind] = line with
        {
            Report = report.State,
            IsOpen = line.IsOpen && !isRefused,
            IsHopeless = isRefused && report.Code == NoSecurityDefinition,
            Failures = isRefused ? line.Failures + 1 : 0,
            NextAttempt = isRefused ? now + BackOff.Of(line.Failures + 3) : line.NextAttempt,
            Problem = isRefused ? report.Text : null,
        };
    }

    /// <summary>Asks for every line again: the bridge may have forgotten them. For those it knows this changes nothing.</summary>
    public void Doubt()
    {
        foreach (var (kind, line) in _lines.ToArray())
        {
            _lines[kind] = new Line { UnneededSince = line.UnneededSince };
        }
    }

    /// <summary>Opens what is needed and not open, closes what nobody has needed for a while.</summary>
    public async Task ReconcileAsync(Instrument instrument, IReadOnlyCollection<LineKind> needed, int priority, DateTimeOffset now)
    {
        foreach (var kind in needed)
        {
            var line = _lines.GetValueOrDefault(kind, new Line()) with { UnneededSince = null };
            _lines[kind] = line;
            if (!line.IsHopeless && (line.IsOpen ? line.Priority != priority : now >= line.NextAttempt))
            {
                await OpenAsync(instrument, kind, priority, now);
            }
        }

        foreach (var (kind, line) in _lines.Where(line => !needed.Contains(line.Key)).ToArray())
        {
            await ReleaseAsync(instrument, kind, line, now);
        }
    }

    /// <summary>Closes and opens a line that went silent.</summary>
    public async Task RenewAsync(Instrument instrument, LineKind kind, DateTimeOffset now)
    {
        var priority = _lines.GetValueOrDefault(kind)?.Priority ?? 0;
        await CloseAsync(instrument, kind);
        await OpenAsync(instrument, kind, priority, now);
    }

    private async Task ReleaseAsync(Instrument instrument, LineKind kind, Line line, DateTimeOffset now)
    {
        if (line.UnneededSince is not { } since)
        {
            _lines[kind] = line with { UnneededSince = now };
        }
        else if (now - since >= ReleaseAfter)
        {
            await CloseAsync(instrument, kind);
            _lines.Remove(kind);
        }
    }

    private async Task OpenAsync(Instrument instrument, LineKind kind, int priority, DateTimeOffset now)
    {
        try
        {
            await gateway.SubscribeAsync(instrument, kind, priority, CancellationToken.None);
            var line = _lines.GetValueOrDefault(kind, new Line());
            _lines[kind] = line with { IsOpen = true, Priority = priority, Report = line.IsOpen ? line.Report : null, Problem = null };
        }
        catch (Exception e) when (e is GatewayRequestException or TimeoutException or OperationCanceledException)
        {
            failed(kind, e);
            var line = _lines.GetValueOrDefault(kind, new Line());
            _lines[kind] = line with { IsOpen = false, Failures = line.Failures + 1, NextAttempt = now + BackOff.Of(line.Failures + 1), Problem = e.Message };
        }
    }

    private async Task CloseAsync(Instrument instrument, LineKind kind)
    {
        try
        {
            await gateway.UnsubscribeAsync(instrument, kind, CancellationToken.None);
        }
        catch (Exception e) when (e is GatewayRequestException or TimeoutException or OperationCanceledException)
        {
            failed(kind, e); // Without a session there is nothing to close.
        }
    }

    private sealed record Line
    {
        public bool IsOpen { get; init; }

        /// <summary>The broker knows no such contract: asked again only when woken.</summary>
        public bool IsHopeless { get; init; }

        public int Priority { get; init; }

        public LineState? Report { get; init; }

        /// <summary>Why it is not open.</summary>
        public string? Problem { get; init; }

        public int Failures { get; init; }

        public DateTimeOffset NextAttempt { get; init; }

        public DateTimeOffset? UnneededSince { get; init; }
    }
}
