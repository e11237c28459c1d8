using CsCheck;
using OrleansTrader.Domain.Risk;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>The last minute of a strategy's orders, counted as one would by hand.</summary>
public sealed class OrderTrafficTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);

    /// <summary>Seconds to the next order: several at one time, some exactly a minute apart, and a clock that is put back.</summary>
    private static readonly Gen<int[]> Gaps = Gen.OneOf(0, 1, 7, 30, 60, -5).Array[1, 60];

    [Fact]
    public void Exactly_the_orders_of_less_than_a_minute_ago_count() => Gaps.Sample(gaps =>
    {
        var (now, newest, traffic) = (Start, Start, OrderTraffic.None);
        var sent = new List<DateTimeOffset>();
        foreach (var gap in gaps)
        {
            now = now.AddSeconds(gap);
            newest = now > newest ? now : newest;
            sent.Add(now);
            traffic = traffic.Sent(now, order: true).Sent(now, order: false);
        }

        Assert.Equal(sent.Count(at => at > newest.AddMinutes(-1)), traffic.Within(newest));
        Assert.Equal(2 * gaps.Length, traffic.Messages);
        Assert.Equal(traffic.Recent.Order(), traffic.Recent);
    });
}
