using OrleansTrader.Domain.Commands;

namespace OrleansTrader.Domain.Orders;

/// <summary>Cuts a submission that needs more order messages than pacing can grant at once (design R9) into parts to be decided one after the other.</summary>
public static class SubmissionParts
{
    /// <param name="slots">The messages that an action needs.</param>
    /// <returns>The actions in their order, each part as long as it may be, at least one action; a submission without actions is one part.</returns>
    public static IReadOnlyList<StrategySubmission> Of(StrategySubmission submission, int largest, Func<StrategyAction, int> slots)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(slots);
        var parts = new List<StrategySubmission>();
        var (begin, sum) = (0, 0);
        for (var i = 0; i < submission.Actions.Length; i++)
        {
            var wanted = slots(submission.Actions[i]);
            if (i > begin && sum > largest - wanted)
            {
                parts.Add(submission with { Actions = submission.Actions[begin..i] });
                (begin, sum) = (i, 0);
            }

            sum += wanted;
        }

        parts.Add(begin == 0 ? submission : submission with { Actions = submission.Actions[begin..] });
        return parts;
    }
}
