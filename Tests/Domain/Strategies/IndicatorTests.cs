using OrleansTrader.Domain.Strategies.Indicators;
using Xunit;

namespace OrleansTrader.Tests.Domain.Strategies;

/// <summary>Against published values: averages and Wilder's index against the worked examples of StockCharts' ChartSchool; MACD, bands, true range and channel
/// against the expected values of TA-Lib's own regression tests over its reference prices (its channel's come from pandas and ta4j); the volume weighted average
/// against those of the indicatorts library; the score against Wikipedia's example of a standard deviation.</summary>
public sealed class IndicatorTests
{
    /// <summary>High, low and close of the first days of TA-Lib's reference prices.</summary>
    private static readonly (decimal High, decimal Low, decimal Close)[] Reference =
    [
        (93.25m, 90.75m, 91.5m), (94.94m, 91.405m, 94.815m), (96.375m, 94.25m, 94.375m), (96.19m, 93.5m, 95.095m), (96m, 92.815m, 93.78m), (94.72m, 93.5m, 94.625m),
        (95m, 92m, 92.53m), (93.72m, 89.75m, 92.75m), (92.47m, 89.44m, 90.315m), (92.75m, 90.625m, 92.47m), (96.25m, 92.75m, 96.125m), (99.625m, 96.315m, 97.25m),
        (99.125m, 96.03m, 98.5m), (92.75m, 88.815m, 89.875m), (91.315m, 86.75m, 91m), (93.25m, 90.94m, 92.815m), (93.405m, 88.905m, 89.155m), (90.655m, 88.78m, 89.345m),
        (91.97m, 89.25m, 91.625m), (92.25m, 89.75m, 89.875m), (90.345m, 87.5m, 88.375m), (88.5m, 86.53m, 87.625m), (88.25m, 84.625m, 84.78m), (85.5m, 82.28m, 83m),
        (84.44m, 81.565m, 83.5m), (84.75m, 80.875m, 81.375m), (84.44m, 81.25m, 84.44m), (89.405m, 84.065m, 89.25m), (88.125m, 85.595m, 86.375m), (89.125m, 85.97m, 86.25m),
        (87.155m, 84.405m, 85.25m), (87.25m, 85.095m, 87.125m), (87.375m, 85.5m, 85.815m), (88.97m, 85.53m, 88.97m),
    ];

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
    public void Convergence_and_signal_are_the_published_ones()
    {
        var macd = new Macd(12, 26, 9);
        var values = Reference.Select(day => macd.Add(day.Close)).ToArray();

        Assert.All(values[..33], static value => Assert.Null(value));
        Assert.Equal((-1.9738m, -2.7071m), (Math.Round(values[33]!.Value.Line, 4), Math.Round(values[33]!.Value.Signal, 4)));
        Assert.Equal(-1.9738m + 2.7071m, values[33]!.Value.Histogram, 3);
    }

    [Fact]
    public void Bollingers_bands_are_the_published_ones()
    {
        var bollinger = new Bollinger(20, 2);
        var values = Reference.Select(day => bollinger.Add(day.Close)).ToArray();

        Assert.Null(values[18]);
        Assert.Equal(new Bands(98.0734m, 92.8910m, 87.7086m), Rounded(values[19]!.Value));
    }

    /// <summary>Published as the percentage of the close.</summary>
    [Fact]
    public void Wilders_true_range_is_the_published_one()
    {
        var atr = new Atr(14);
        var values = Reference.Select(day => atr.Add(day.High, day.Low, day.Close) * 100 / day.Close).ToArray();

        Assert.Null(values[13]);
        Assert.Equal((3.9321m, 3.7576m), (Math.Round(values[14]!.Value, 4), Math.Round(values[15]!.Value, 4)));
    }

    [Theory]
    [InlineData(2, 1, 94.94, 92.845, 90.75)]
    [InlineData(2, 3, 96.375, 94.9375, 93.5)]
    [InlineData(3, 4, 96.375, 94.595, 92.815)]
    [InlineData(5, 6, 96.375, 94.1875, 92)]
    [InlineData(7, 8, 96.375, 92.9075, 89.44)]
    [InlineData(20, 19, 99.625, 93.1875, 86.75)]
    [InlineData(20, 21, 99.625, 93.0775, 86.53)]
    public void Donchians_channel_is_the_published_one(int period, int day, decimal upper, decimal middle, decimal lower)
    {
        var donchian = new Donchian(period);
        var values = Reference.Select(one => donchian.Add(one.High, one.Low)).ToArray();

        Assert.All(values[..(period - 1)], static value => Assert.Null(value));
        Assert.Equal(new Bands(upper, middle, lower), values[day]);
    }

    [Fact]
    public void The_volume_weighted_average_is_the_published_one_and_begins_anew_after_a_reset()
    {
        var vwap = new Vwap();
        (decimal Price, decimal Volume)[] trades = [(9, 100), (11, 110), (7, 80), (10, 120), (8, 90)];

        Assert.Null(vwap.Value);
        Assert.Equal([9m, 10.05m, 9.21m, 9.44m, 9.18m], trades.Select(trade => Math.Round(vwap.Add(trade.Price, trade.Volume)!.Value, 2)));
        vwap.Reset();
        Assert.Equal(7m, vwap.Add(7, 10));
    }

    [Fact]
    public void The_score_counts_standard_deviations_from_the_mean()
    {
        var score = new ZScore(8);

        Assert.Equal([null, null, null, null, null, null, null, 2m], new[] { 2m, 4, 4, 4, 5, 5, 7, 9 }.Select(value => score.Add(value)));
        Assert.Equal(0m, Enumerable.Repeat(3m, 8).Select(value => score.Add(value)).ToArray()[^1]);
    }

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

    private static Bands Rounded(Bands bands) => new(Math.Round(bands.Upper, 4), Math.Round(bands.Middle, 4), Math.Round(bands.Lower, 4));

    private static decimal[] Rounded(Func<decimal, decimal?> add, decimal[] values) =>
        [.. values.Select(add).OfType<decimal>().Select(static value => Math.Round(value, 2, MidpointRounding.AwayFromZero))];
}
