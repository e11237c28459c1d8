using OrleansTrader.Silo.Hosting;
using OrleansTrader.Silo.Settings;
using Xunit;

namespace OrleansTrader.Tests.Silo;

public sealed class DiskAlarmTests
{
    [Fact]
    public void Space_below_the_minimum_is_told_once_and_again_after_it_recovered()
    {
        var alarm = new DiskAlarm(minimumMiB: 200);

        Assert.Null(alarm.Of(200));
        Assert.Equal("Only 199 MiB are free in Data:Directory, less than Data:MinFreeMiB (200): make room, a full disk stops all trading.", alarm.Of(199));
        Assert.Null(alarm.Of(3));
        Assert.Null(alarm.Of(500));
        Assert.NotNull(alarm.Of(150));
    }

    [Fact]
    public void The_space_is_that_of_the_disk_that_holds_the_data() =>
        Assert.InRange(new DataSettings { Directory = Path.GetTempPath() }.FreeMiB, 1, long.MaxValue);
}
