using OrleansTrader.Domain.Orders;
using Xunit;
using S = OrleansTrader.Domain.Orders.OrderStatus;
using W = OrleansTrader.Domain.Broker.BrokerOrderStatus;

namespace OrleansTrader.Tests.Domain;

/// <summary>The life table, every state against every word.</summary>
public sealed class OrderLifeTests
{
    private static readonly W[] Words =
        [W.ApiPending, W.PendingSubmit, W.PendingCancel, W.PreSubmitted, W.Submitted, W.ApiCancelled, W.Cancelled, W.Filled, W.Inactive];

    private static readonly Dictionary<S, S[]> Table = new()
    {
        //                     ApiPending       PendingSubmit    PendingCancel    PreSubmitted     Submitted        ApiCancelled     Cancelled        Filled           Inactive
        [S.PendingSubmit] = [S.PendingSubmit, S.PendingSubmit, S.PendingCancel, S.PreSubmitted, S.Submitted, S.Cancelled, S.Cancelled, S.PendingSubmit, S.Inactive],
        [S.PreSubmitted] = [S.PreSubmitted, S.PreSubmitted, S.PendingCancel, S.PreSubmitted, S.Submitted, S.Cancelled, S.Cancelled, S.PreSubmitted, S.Inactive],
        [S.Submitted] = [S.Submitted, S.Submitted, S.PendingCancel, S.PreSubmitted, S.Submitted, S.Cancelled, S.Cancelled, S.Submitted, S.Inactive],
        [S.PendingCancel] = [S.PendingCancel, S.PendingCancel, S.PendingCancel, S.PreSubmitted, S.Submitted, S.Cancelled, S.Cancelled, S.PendingCancel, S.Inactive],
        [S.Inactive] = [S.Inactive, S.Inactive, S.PendingCancel, S.PreSubmitted, S.Submitted, S.Cancelled, S.Cancelled, S.Inactive, S.Inactive],
        [S.Unknown] = [S.PendingSubmit, S.PendingSubmit, S.PendingCancel, S.PreSubmitted, S.Submitted, S.Cancelled, S.Cancelled, S.Unknown, S.Inactive],
        [S.Filled] = [S.Filled, S.Filled, S.Filled, S.Filled, S.Filled, S.Filled, S.Filled, S.Filled, S.Filled],
        [S.Cancelled] = [S.Cancelled, S.Cancelled, S.Cancelled, S.Cancelled, S.Cancelled, S.Cancelled, S.Cancelled, S.Cancelled, S.Cancelled],
        [S.Rejected] = [S.Rejected, S.Unknown, S.Unknown, S.Unknown, S.Unknown, S.Rejected, S.Rejected, S.Rejected, S.Rejected],
        [S.NotSent] = [S.PendingSubmit, S.PendingSubmit, S.PendingCancel, S.PreSubmitted, S.Submitted, S.Cancelled, S.Cancelled, S.Unknown, S.Inactive],
        [S.NeverSent] = [S.PendingSubmit, S.PendingSubmit, S.PendingCancel, S.PreSubmitted, S.Submitted, S.Cancelled, S.Cancelled, S.Unknown, S.Inactive],
    };

    public static TheoryData<S> States => [.. Enum.GetValues<S>()];

    [Theory]
    [MemberData(nameof(States))]
    public void Each_word_leads_to_the_state_of_the_table(S state)
    {
        Assert.Equal(Enum.GetValues<W>().Order(), Words.Order());
        Assert.Equal(Table[state], Words.Select(word => OrderLife.After(state, word)));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void A_complete_fill_ends_every_state_and_no_word_alone_fills(S state)
    {
        Assert.Equal(S.Filled, OrderLife.AfterFill(state, complete: true));
        Assert.Equal(state == S.Filled, Words.Any(word => OrderLife.After(state, word) == S.Filled));
    }

    [Theory]
    [InlineData(S.PendingSubmit, S.Submitted)]
    [InlineData(S.PreSubmitted, S.PreSubmitted)]
    [InlineData(S.Submitted, S.Submitted)]
    [InlineData(S.PendingCancel, S.PendingCancel)]
    [InlineData(S.Inactive, S.Inactive)]
    [InlineData(S.Unknown, S.Unknown)]
    [InlineData(S.Filled, S.Filled)]
    [InlineData(S.Cancelled, S.Cancelled)]
    [InlineData(S.Rejected, S.Unknown)]
    [InlineData(S.NotSent, S.Unknown)]
    [InlineData(S.NeverSent, S.Unknown)]
    public void A_partial_fill_contradicts_every_word_of_absence(S before, S after) =>
        Assert.Equal(after, OrderLife.AfterFill(before, complete: false));

    [Theory]
    [InlineData(S.PendingSubmit, false, S.Rejected)]
    [InlineData(S.PendingSubmit, true, S.Unknown)]
    [InlineData(S.PreSubmitted, false, S.Unknown)]
    [InlineData(S.Submitted, false, S.Unknown)]
    [InlineData(S.Submitted, true, S.Unknown)]
    [InlineData(S.PendingCancel, false, S.Unknown)]
    [InlineData(S.Inactive, false, S.Rejected)]
    [InlineData(S.Inactive, true, S.Unknown)]
    [InlineData(S.Unknown, false, S.Rejected)]
    [InlineData(S.Unknown, true, S.Unknown)]
    [InlineData(S.Filled, true, S.Filled)]
    [InlineData(S.Cancelled, false, S.Cancelled)]
    [InlineData(S.Rejected, false, S.Rejected)]
    [InlineData(S.NotSent, false, S.NotSent)]
    [InlineData(S.NeverSent, false, S.NeverSent)]
    public void A_refusal_is_final_only_where_nothing_contradicts_it(S before, bool hasFills, S after) =>
        Assert.Equal(after, OrderLife.AfterRejection(before, hasFills));
}
