using System.Collections.Immutable;
using CsCheck;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using Xunit;

namespace OrleansTrader.Tests.Domain.MarketData;

public sealed class TradeTapeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);

    /// <summary>Seconds repeat: the broker's clock has no finer ones.</summary>
    [Fact]
    public void Wherever_the_line_breaks_history_gives_every_trade_once_and_in_order() => Gen.Select(
        Gen.Int[0, 2].Array[3, 60], Gen.Int[1, 59], Gen.Int[0, 59], Gen.Int[1, 10]).Sample((steps, cut, hole, batch) =>
        {
            var second = 0;
            var tape = steps.Select((step, i) => new Print(ConId.Of(1), Price.Of(i + 1), Quantity.Of(1), Start.AddSeconds(second += step))).ToImmutableArray();
            var lastBefore = Math.Min(cut, tape.Length - 1);
            var firstAfter = Math.Min(lastBefore + hole, tape.Length - 1);
            var trades = new TradeTape();
            var told = trades.Add(tape[..lastBefore], Start).ToList();
            trades.Break();
            foreach (var chunk in tape[firstAfter..].Chunk(batch))
            {
                told.AddRange(trades.Add([.. chunk], Start));
            }

            told.AddRange(trades.Fill(tape));
            return told.SequenceEqual(tape) && trades.Gap is null;
        });

    [Fact]
    public void Before_the_first_trade_nothing_can_be_missing()
    {
        var trades = new TradeTape();
        trades.Break();

        Assert.Single(trades.Add([new Print(ConId.Of(1), Price.Of(1), Quantity.Of(1), Start)], Start));
        Assert.Null(trades.Gap);
    }
}
