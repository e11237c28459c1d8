using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Serialization;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>A repeat of a command under its key gets the first answer, whatever happened since (design R4).</summary>
public sealed class CommandKeyTests
{
    private readonly DomainEngine _engine = new(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_kill_that_is_repeated_after_the_rearming_does_not_latch_again()
    {
        var first = Run(new Kill("k", "test", "drill") { IsKeyed = true });
        Run(new Rearm("k", "test") { IsKeyed = true }); // Another kind of command: its key is its own.
        Assert.Null(_engine.Book.KillLatch);

        Assert.Equal(first, Run(new Kill("k", "test", "drill") { IsKeyed = true }));
        Assert.Null(_engine.Book.KillLatch);
        Run(new Kill("l", "test", "drill") { IsKeyed = true });
        Assert.NotNull(_engine.Book.KillLatch);
    }

    [Fact]
    public void A_refusal_is_remembered_as_well()
    {
        var stranger = StrategyName.Of("stranger");
        var pause = new SetStrategyStatus("k", "test", stranger, StrategyStatus.Paused, "drill");
        var refused = Run(pause with { IsKeyed = true });
        Run(new RegisterStrategy("r", "test", stranger, new Money(1, Currency.Usd)));

        Assert.False(refused.Done);
        Assert.Equal(refused, Run(pause with { IsKeyed = true }));
        Assert.True(Run(pause).Done); // Without a key of the caller every command is its own.
    }

    [Fact]
    public void The_newest_thousand_are_remembered_also_by_a_snapshot()
    {
        for (var i = 0; i <= BookFold.MostAnswers; i++)
        {
            Run(new Rearm(i.ToString(CultureInfo.InvariantCulture), "test") { IsKeyed = true });
        }

        Assert.Equal(BookFold.MostAnswers, _engine.Book.Answers.Count);
        Assert.DoesNotContain("Rearm/0", _engine.Book.Answers.Keys);
        var json = JsonSerializer.SerializeToNode(BookImage.Of(_engine.Book), DomainJson.Options)!.AsObject();
        Assert.Equal(BookHash.Of(_engine.Book), BookHash.Of(Read(json)));
        json.Remove("answers"); // Of before answers were kept.
        Assert.Empty(Read(json).Answers);

        Book Read(JsonObject image) => image.Deserialize<BookImage>(DomainJson.Options)!.ToBook(_engine.Book.Orders.Values, [.. _engine.Book.Fills.Values]);
    }

    private CommandResult Run(OperatorCommand command)
    {
        var decision = CommandDecider.Decide(_engine.Book, _engine.View, command, _engine.Environment);
        foreach (var e in decision.Events)
        {
            _engine.Record(e);
        }

        return decision.Result;
    }
}
