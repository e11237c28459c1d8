using OrleansTrader.Domain.Strategies.Indicators;
using Xunit;

namespace OrleansTrader.Tests.Domain.Strategies;

/// <summary>Against the worked examples that StockCharts' ChartSchool publishes.</summary>
public sealed class IndicatorTests
{
    private static readonly decimal[] Averaged =
    [
        22.27m, 22.19m, 22.08m, 22.17m, 22.18m, 22.13m, 22.23m, 22.43m, 22.24m, 22.29m, 22.15m, 22.39m, 22.38m, 22.61m, 23.36m,
        24.05m, 23.75m, 23.83m, 23.95m, 23.63m, 23.82m, 23.87m, 23.65m, 23.19m, 23.10m, 23.33m, 22.68m, 23.10m, 22.40m, 22.17m,
    ];

    private static readonly decimal[] Closes =
    [
        44.3389m, 44.0902m, 44.1497m, 43.6124m, 44.3278m, 44.8264m, 45.0955m, 45.4245m, 45.8433m, 46.0826m, 45.8931m, 46.0328m, 45.6140m, 46.2820m,
        46.2820m, 46.0028m, 46.0328m, 46.4116m, 46.2222m, 45.6439m, 46.2122m, 46.2521m, 45.7137m, 46.4515m, 45.7835m, 45.3548m, 44.0288m, 44.1783m,
        44.2181m, 44.5672m, 43.4205m, 42.6628m, 43.1314m,
    ];

    [Fact]
    public void The_simple_average_is_the_published_one() => AssertToTheCent(
        [22.22m, 22.21m, 22.23m, 22.26m, 22.31m, 22.42m, 22.61m, 22.77m, 22.91m, 23.08m, 23.21m, 23.38m, 23.53m, 23.65m, 23.71m, 23.69m, 23.61m, 23.51m, 23.43m, 23.28m, 23.13m],
        Rounded(new Sma(10).Add, Averaged));

    [Fact]
    public void The_exponential_average_is_the_published_one() => AssertToTheCent(
        [22.22m, 22.21m, 22.24m, 22.27m, 22.33m, 22.52m, 22.80m, 22.97m, 23.13m, 23.28m, 23.34m, 23.43m, 23.51m, 23.54m, 23.47m, 23.40m, 23.39m, 23.26m, 23.23m, 23.08m, 22.92m],
        Rounded(new Ema(10).Add, Averaged));

    [Fact]
    public void Wilders_index_is_the_published_one() => Assert.Equal(
        [70.53m, 66.32m, 66.55m, 69.41m, 66.36m, 57.97m, 62.93m, 63.26m, 56.06m, 62.38m, 54.71m, 50.42m, 39.99m, 41.46m, 41.87m, 45.46m, 37.30m, 33.08m, 37.77m],
        Rounded(new Rsi(14).Add, Closes));

    [Fact]
    public void An_index_knows_its_ends()
    {
        var (up, down, still) = (new Rsi(2), new Rsi(2), new Rsi(2));
        foreach (var i in Enumerable.Range(1, 5))
        {
            up.Add(i);
            down.Add(-i);
            still.Add(7);
        }

        Assert.Equal((100m, 0m, 50m), (up.Value, down.Value, still.Value));
    }

    [Fact]
    public void Nothing_is_said_before_there_are_enough_values()
    {
        Assert.Null(new Sma(2).Add(1));
        Assert.Null(new Ema(2).Add(1));
        Assert.Null(new Rsi(1).Add(1));
    }

    /// <summary>The prices are published to the cent, the averages were computed from finer ones: a cent either way.</summary>
    private static void AssertToTheCent(decimal[] expected, decimal[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), static pair => Assert.InRange(pair.Second, pair.First - 0.01m, pair.First + 0.01m));
    }

    private static decimal[] Rounded(Func<decimal, decimal?> add, decimal[] values) =>
        [.. values.Select(add).OfType<decimal>().Select(static value => Math.Round(value, 2, MidpointRounding.AwayFromZero))];
}
