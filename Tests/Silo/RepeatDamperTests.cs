using Microsoft.Extensions.Time.Testing;
using OrleansTrader.Silo.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Xunit;

namespace OrleansTrader.Tests.Silo;

public sealed class RepeatDamperTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Collector _lines = new();
    private readonly Logger _log;

    public RepeatDamperTests() => _log = new LoggerConfiguration().Filter.With(new RepeatDamper(_clock)).WriteTo.Sink(_lines).CreateLogger();

    [Fact]
    public void A_librarys_repeated_error_is_shown_twice_and_then_once_in_half_a_minute_with_the_number_left_out()
    {
        Repeat("Orleans.Runtime.Membership", 100);
        Assert.Equal(["", ""], _lines.Omitted);

        _clock.Advance(TimeSpan.FromSeconds(31));
        Repeat("Orleans.Runtime.Membership", 50);

        Assert.Equal(["", "", " (98 more like this)"], _lines.Omitted);
    }

    [Fact]
    public void Different_lines_and_sources_do_not_hide_each_other()
    {
        Repeat("Orleans.Runtime.Membership", 5);
        Repeat("Orleans.Runtime.Reminders", 5);
        _log.ForContext(Constants.SourceContextPropertyName, "Orleans.Runtime.Membership").Error("Something else");

        Assert.Equal(5, _lines.Events.Count);
    }

    [Fact]
    public void Our_own_lines_and_information_always_pass()
    {
        Repeat("OrleansTrader.Grains.OrderEngineGrain", 40);
        for (var i = 0; i < 40; i++)
        {
            _log.ForContext(Constants.SourceContextPropertyName, "Orleans.Runtime.Membership").Information("Fine");
        }

        Assert.Equal(80, _lines.Events.Count);
    }

    private void Repeat(string source, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _log.ForContext(Constants.SourceContextPropertyName, source).Error("The table cannot be read: attempt {Attempt}", i);
        }
    }

    private sealed class Collector : ILogEventSink
    {
        public List<LogEvent> Events { get; } = [];

        public IEnumerable<string?> Omitted => Events.Select(static line => (line.Properties[RepeatDamper.Omitted] as ScalarValue)?.Value as string);

        public void Emit(LogEvent logEvent) => Events.Add(logEvent);
    }
}
