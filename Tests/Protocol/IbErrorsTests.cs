using OrleansTrader.IbProtocol;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

public sealed class IbErrorsTests
{
    [Theory]
    [InlineData(100, IbErrorClass.Rate)]
    [InlineData(103, IbErrorClass.OrderReject)]
    [InlineData(104, IbErrorClass.ModifyReject)]
    [InlineData(161, IbErrorClass.CancelReject)]
    [InlineData(200, IbErrorClass.Request)]
    [InlineData(201, IbErrorClass.OrderReject)]
    [InlineData(202, IbErrorClass.OrderCancelled)]
    [InlineData(305, IbErrorClass.Info)]
    [InlineData(326, IbErrorClass.Connectivity)]
    [InlineData(399, IbErrorClass.Warning)]
    [InlineData(579, IbErrorClass.Client)]
    [InlineData(1100, IbErrorClass.Connectivity)]
    [InlineData(2103, IbErrorClass.Connectivity)]
    [InlineData(2104, IbErrorClass.Info)]
    [InlineData(10147, IbErrorClass.CancelReject)]
    [InlineData(10349, IbErrorClass.Warning)]
    public void A_code_has_its_class(int code, IbErrorClass expected) => Assert.Equal(expected, IbErrors.Classify(code));

    [Fact]
    public void An_unknown_code_is_unknown_but_an_unknown_notice_is_a_warning()
    {
        Assert.Equal(IbErrorClass.Unknown, IbErrors.Classify(99));
        Assert.Equal(IbErrorClass.Unknown, IbErrors.Classify(50000));
        Assert.Equal(IbErrorClass.Warning, IbErrors.Classify(2188));
    }

    [Fact]
    public void The_table_is_ascending_without_overlap_and_every_row_says_something()
    {
        var previous = 0;
        foreach (var row in IbErrors.Table)
        {
            Assert.True(row.First > previous && row.Last >= row.First, $"{row.First} is out of order");
            Assert.NotEqual(IbErrorClass.Unknown, row.Class);
            Assert.NotEmpty(row.Meaning);
            previous = row.Last;
        }
    }

    [Fact]
    public void A_code_that_may_mean_two_things_names_both()
    {
        Assert.Equal(IbErrorClass.ModifyReject, IbErrors.Find(110)?.OrElse);
        Assert.Equal(IbErrorClass.OrderReject, IbErrors.Find(200)?.OrElse);
        Assert.Null(IbErrors.Find(202)?.OrElse);
    }
}
