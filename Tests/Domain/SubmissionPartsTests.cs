using CsCheck;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using Xunit;

namespace OrleansTrader.Tests.Domain;

public sealed class SubmissionPartsTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");

    [Fact]
    public void Parts_keep_every_action_in_its_order_and_need_no_more_slots_than_can_be_had() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 40], Gen.Int[3, 10]).Sample((wanted, largest) =>
        {
            var actions = wanted.Select(static (slots, i) => (Slots: slots, Action: (StrategyAction)new CancelAction(ClientOrderId.From($"alpha/1/{i}")))).ToArray();
            var slotsOf = actions.ToDictionary(static pair => pair.Action, static pair => pair.Slots);
            var submission = new StrategySubmission(Alpha, 1, [.. actions.Select(static pair => pair.Action)]);

            var parts = SubmissionParts.Of(submission, largest, action => slotsOf[action]);

            return parts.SelectMany(static part => part.Actions).SequenceEqual(submission.Actions)
                && parts.All(part => part.Actions.Sum(action => slotsOf[action]) <= largest)
                && parts.All(part => part.EventSequence == 1 && part.Strategy == Alpha)
                && (parts.Count == 1 || parts.All(static part => !part.Actions.IsEmpty));
        });

    [Fact]
    public void A_submission_that_fits_stays_whole()
    {
        var submission = new StrategySubmission(Alpha, 7, []);

        Assert.Same(submission, Assert.Single(SubmissionParts.Of(submission, 1, static _ => 1)));
    }
}
