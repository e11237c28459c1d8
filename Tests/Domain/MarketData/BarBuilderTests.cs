using System.Collections.Immutable;
using CsCheck;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.MarketData;

public sealed class BarBuilderTests
{
    private static readonly DateTimeOffset Open = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly Gen<Bar> AnyPart =
        from low in Gen.Int[1, 500]
        from range in Gen.Int[0, 50]
        from opens in Gen.Int[0, 50]
        from closes in Gen.Int[0, 50]
        from volume in Gen.Int[0, 1_000]
        from count in Gen.Int[0, 20]
        select new Bar(
            ConId.Of(1), BarSize.FiveSeconds, Open, Price.Of(low + Math.Min(opens, range)), Price.Of(low + range), Price.Of(low), Price.Of(low + Math.Min(closes, range)),
            Quantity.Of(volume), Price.Of(low + (range / 2m)), count);

    /// <summary>Parts in order, some missing; the first is on a boundary of every size used.</summary>
    private static readonly Gen<ImmutableArray<Bar>> AnyParts = Gen.Select(AnyPart, Gen.Frequency((9, Gen.Const(true)), (1, Gen.Const(false)))).Array[1, 150].Select(parts => parts
        .Select(static (part, i) => (Bar: part.Item1 with { Start = Open.AddSeconds(5 * i) }, Kept: part.Item2 || i == 0))
        .Where(static part => part.Kept)
        .Select(static part => part.Bar)
        .ToImmutableArray());

    private static readonly Gen<BarSize> AnySize = Gen.OneOf(Gen.Const(BarSize.FiveSeconds), Gen.Const(BarSize.Of(TimeSpan.FromSeconds(15))), Gen.Const(BarSize.OneMinute), Gen.Const(BarSize.FiveMinutes));

    [Fact]
    public void Twelve_parts_make_a_minute_at_the_moment_the_last_one_arrives()
    {
        var builder = new BarBuilder(BarSize.OneMinute, Grace);

        var early = Enumerable.Range(0, 11).SelectMany(i => builder.Add(Part(i, 100 + i))).ToArray();
        var built = Assert.Single(builder.Add(Part(11, 90)));

        Assert.Empty(early);
        Assert.False(built.Amended);
        Assert.Equal(
            new Bar(ConId.Of(1), BarSize.OneMinute, Open, Price.Of(100), Price.Of(110), Price.Of(90), Price.Of(90), Quantity.Of(120), Price.Of((Enumerable.Range(100, 11).Sum() + 90) / 12m), 12) with { Wap = Price.Of(Money.Divide(Enumerable.Range(100, 11).Sum() + 90, 12)) },
            built.Bar);
    }

    [Fact]
    public void The_last_bar_of_the_day_needs_no_next_one()
    {
        var builder = new BarBuilder(BarSize.OneMinute, Grace);
        foreach (var i in Enumerable.Range(0, 11))
        {
            Assert.Empty(builder.Add(Part(i)));
        }

        Assert.Empty(builder.Flush(Open.AddSeconds(69)));
        var built = Assert.Single(builder.Flush(Open.AddSeconds(70)));

        Assert.True(built.Bar.Incomplete);
        Assert.Equal(11, built.Bar.Count);
        Assert.Empty(builder.Flush(Open.AddSeconds(500)));
    }

    [Fact]
    public void A_late_part_amends_the_bar_that_was_given_out_incomplete()
    {
        var builder = new BarBuilder(BarSize.OneMinute, Grace);
        foreach (var i in Enumerable.Range(0, 12).Where(static i => i != 4))
        {
            Assert.Empty(builder.Add(Part(i)));
        }

        var first = Assert.Single(builder.Flush(Open.AddSeconds(70)));
        var second = Assert.Single(builder.Add(Part(4, 200)));

        Assert.True(first.Bar.Incomplete);
        Assert.True(second.Amended);
        Assert.False(second.Bar.Incomplete);
        Assert.Equal(Price.Of(200), second.Bar.High);
        Assert.Equal(12, second.Bar.Count);
        Assert.Empty(builder.Add(Part(4, 200)));
    }

    [Fact]
    public void A_part_that_the_broker_corrects_amends_too()
    {
        var builder = new BarBuilder(BarSize.FiveSeconds, Grace);
        builder.Add(Part(0, 100));

        var amended = Assert.Single(builder.Add(Part(0, 101)));

        Assert.True(amended.Amended);
        Assert.Equal(Price.Of(101), amended.Bar.Close);
    }

    [Fact]
    public void A_span_without_any_part_gives_no_bar_and_holds_the_next_for_the_grace_only()
    {
        var builder = new BarBuilder(BarSize.FiveSeconds, Grace);
        builder.Add(Part(0));

        Assert.Empty(builder.Add(Part(2)));
        Assert.Equal([Open.AddSeconds(10), Open.AddSeconds(15)], builder.Add(Part(3)).Select(static built => built.Bar.Start));
    }

    [Fact]
    public void A_night_without_bars_delays_the_morning_by_the_grace_at_most()
    {
        var builder = new BarBuilder(BarSize.FiveSeconds, Grace);
        builder.Add(Part(0));

        builder.Flush(Open.AddHours(17));
        builder.Add(Part(12 * 60 * 17));
        var morning = builder.Flush(Open.AddHours(17) + Grace);

        Assert.Equal(Open.AddHours(17), Assert.Single(morning).Bar.Start);
    }

    [Fact]
    public void An_hour_bar_across_the_change_of_the_clocks_has_720_parts()
    {
        var builder = new BarBuilder(BarSize.Of(TimeSpan.FromHours(1)), Grace);
        var change = new DateTimeOffset(2026, 3, 8, 6, 0, 0, TimeSpan.Zero); // New York goes from 2:00 to 3:00 at 7:00 UTC.

        var built = Enumerable.Range(0, 3 * 720).SelectMany(i => builder.Add(Make.Bar(1, change.AddSeconds(5 * i)))).ToArray();

        Assert.Equal([change, change.AddHours(1), change.AddHours(2)], built.Select(static one => one.Bar.Start));
        Assert.All(built, static one => Assert.False(one.Bar.Incomplete));
        Assert.All(built, static one => Assert.Equal(720, one.Bar.Count));
    }

    [Fact]
    public void Something_else_than_a_part_is_refused() =>
        Assert.Throws<ArgumentException>(() => new BarBuilder(BarSize.OneMinute, Grace).Add(Make.Bar(1, Open, size: BarSize.FiveMinutes)));

    [Fact]
    public void Shuffled_and_doubled_delivery_within_the_grace_gives_the_same_bars_in_the_same_order() =>
        Gen.Select(AnyParts, AnySize, Gen.Int[0, int.MaxValue - 1]).Sample((parts, size, seed) =>
        {
            var sorted = Build(size, parts);
            var shuffled = Build(size, Deliver(parts, new Random(seed)));

            return sorted.SequenceEqual(shuffled);
        });

    [Fact]
    public void Volumes_and_counts_add_up_and_averages_are_weighted() =>
        Gen.Select(AnyParts, AnySize).Sample((parts, size) =>
        {
            var bars = Build(size, parts).ConvertAll(static built => built.Bar);
            var weighted = bars.Sum(static bar => (bar.Wap?.Value ?? 0) * bar.Volume!.Value.Value);

            return bars.Sum(static bar => bar.Volume!.Value.Value) == parts.Sum(static part => part.Volume!.Value.Value)
                && bars.Sum(static bar => bar.Count) == parts.Sum(static part => part.Count)
                && Math.Abs(weighted - parts.Sum(static part => part.Wap!.Value.Value * part.Volume!.Value.Value)) < 0.001m
                && bars.TrueForAll(static bar => bar.Low <= bar.Open && bar.Low <= bar.Close && bar.High >= bar.Open && bar.High >= bar.Close);
        });

    [Fact]
    public void However_late_the_parts_the_last_word_on_every_bar_is_the_same() =>
        Gen.Select(AnyParts, AnySize, Gen.Int[0, int.MaxValue - 1]).Sample((parts, size, seed) =>
        {
            var anyOrder = parts.ToArray();
            new Random(seed).Shuffle(anyOrder);

            return LastWords(Build(size, parts)).SequenceEqual(LastWords(Build(size, [parts[0], .. anyOrder])));
        });

    private static Bar Part(int index, decimal price = 100) => Make.Bar(1, Open.AddSeconds(5 * index), price);

    private static List<BuiltBar> Build(BarSize size, IEnumerable<Bar> parts)
    {
        var builder = new BarBuilder(size, Grace);
        var built = parts.SelectMany(part => builder.Add(part)).ToList();
        built.AddRange(builder.Flush(Open.AddDays(1)));
        return built;
    }

    /// <summary>Every part twice, the second one or neighbours swapped, but none later than the grace; the very first is not overtaken.</summary>
    private static IEnumerable<Bar> Deliver(ImmutableArray<Bar> parts, Random random) => parts
        .SelectMany(part => new[] { (Part: part, At: part.Start + Delay(part, random)), (Part: part, At: part.Start + Delay(part, random)) })
        .Append((Part: parts[0], At: Open.AddSeconds(-1)))
        .OrderBy(static delivery => delivery.At)
        .Select(static delivery => delivery.Part);

    private static TimeSpan Delay(Bar part, Random random) => part.Start == Open ? TimeSpan.Zero : TimeSpan.FromSeconds(random.NextDouble() * (Grace.TotalSeconds - 0.1));

    private static IEnumerable<Bar> LastWords(IEnumerable<BuiltBar> built) => built
        .GroupBy(static one => one.Bar.Start)
        .OrderBy(static one => one.Key)
        .Select(static one => one.Last().Bar);
}
