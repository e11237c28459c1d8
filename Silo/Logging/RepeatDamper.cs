using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace OrleansTrader.Silo.Logging;

/// <summary>
/// Warnings and errors that a library repeats, as Orleans does many times a second while the database is away: the first ones pass, then one in each
/// <see cref="Window"/> with the number of those left out as property <c>Omitted</c>. Our own lines always pass.
/// </summary>
internal sealed class RepeatDamper(TimeProvider clock) : ILogEventFilter
{
    public const string Omitted = "Omitted";

    private const int FirstLines = 2;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly string[] Libraries = ["Orleans.", "Microsoft.", "Npgsql"];

    private readonly ConcurrentDictionary<(string Source, string Template), Repeats> _repeats = new();

    public bool IsEnabled(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Warning || Source(logEvent) is not { } source || !Libraries.Any(library => source.StartsWith(library, StringComparison.Ordinal)))
        {
            return true;
        }

        var repeats = _repeats.GetOrAdd((source, logEvent.MessageTemplate.Text), static _ => new Repeats());
        if (repeats.Pass(clock) is not { } omitted)
        {
            return false;
        }

        logEvent.AddOrUpdateProperty(new LogEventProperty(Omitted, new ScalarValue(omitted == 0 ? "" : $" ({omitted} more like this)")));
        return true;
    }

    private static string? Source(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var value) && value is ScalarValue { Value: string source } ? source : null;

    private sealed class Repeats
    {
        private readonly Lock _gate = new();
        private long? _windowAt;
        private int _passed;
        private int _omitted;

        /// <returns>How many were left out since the last that passed; null when this one is left out, too.</returns>
        public int? Pass(TimeProvider clock)
        {
            lock (_gate)
            {
                if (_windowAt is not { } at || clock.GetElapsedTime(at) >= Window)
                {
                    _passed = _windowAt is not null && _omitted > 0 ? FirstLines : 1; // It went on all through the window: one line is enough for the next.
                    _windowAt = clock.GetTimestamp();
                    (var omitted, _omitted) = (_omitted, 0);
                    return omitted;
                }

                if (_passed < FirstLines)
                {
                    _passed++;
                    return 0;
                }

                _omitted++;
                return null;
            }
        }
    }
}
