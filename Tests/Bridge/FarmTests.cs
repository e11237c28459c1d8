using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansTrader.IbBridge;
using OrleansTrader.IbBridge.MarketData;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>When a farm that is down is worth an alarm.</summary>
public sealed class FarmTests
{
    [Theory]
    [InlineData("2026-11-24T04:44:59Z", false)]
    [InlineData("2026-11-24T04:45:00Z", true)]
    [InlineData("2026-11-24T05:44:59Z", true)]
    [InlineData("2026-11-24T05:45:00Z", false)]
    [InlineData("2026-11-28T03:59:59Z", false)] // Friday evening in New York
    [InlineData("2026-11-28T04:00:00Z", true)]
    [InlineData("2026-11-28T07:59:59Z", true)] // Saturday morning
    [InlineData("2026-11-28T08:00:00Z", false)]
    public void The_nightly_reset_follows_new_york_and_is_longer_into_saturday(string now, bool inside) =>
        Assert.Equal(inside, NightlyReset.Contains(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_farm_down_for_a_minute_raises_one_alarm_and_one_that_came_back_none()
    {
        var (clock, log) = (new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.Zero)), new AlarmLog());
        using var farms = Board(clock, log);

        farms.Note(2103, "Market data farm connection is broken:usfarm");
        farms.Note(2105, "HMDS data farm connection is broken:ushmds");
        clock.Advance(TimeSpan.FromSeconds(59));
        farms.Note(2106, "HMDS data farm connection is OK:ushmds");
        Assert.Empty(log.Alarms);
        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Contains("usfarm", Assert.Single(log.Alarms), StringComparison.Ordinal);
    }

    [Fact]
    public void During_the_nightly_reset_a_farm_may_be_down_and_afterwards_not()
    {
        var (clock, log) = (new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 4, 50, 0, TimeSpan.Zero)), new AlarmLog());
        using var farms = Board(clock, log);

        farms.Note(2103, "Market data farm connection is broken:usfarm");
        clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Empty(log.Alarms);
        clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Single(log.Alarms);
    }

    private static FarmBoard Board(TimeProvider clock, ILogger<FarmBoard> log)
    {
        var options = new IbBridgeOptions();
        return new FarmBoard(new LineTable(new FakeContracts(), new LineBudget(options), new BridgeMetrics(), clock, NullLogger<LineTable>.Instance), clock, log);
    }

    private sealed class AlarmLog : ILogger<FarmBoard>
    {
        public List<string> Alarms { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical)
            {
                Alarms.Add(formatter(state, exception));
            }
        }
    }
}
