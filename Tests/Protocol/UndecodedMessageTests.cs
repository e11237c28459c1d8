using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

public sealed class UndecodedMessageTests
{
    [Theory]
    [InlineData("3|13|Sleeping|", ServerMessageId.OrderStatus, 13)]
    [InlineData("5|14|x|", ServerMessageId.OpenOrder, 14)]
    [InlineData("11|-1|15|", ServerMessageId.ExecDetails, 15)]
    [InlineData("3|thirteen|", ServerMessageId.OrderStatus, null)]
    [InlineData("61|3|DU1|", ServerMessageId.Position, null)]
    [InlineData("999|1|", ServerMessageId.None, null)]
    [InlineData("x|1|", ServerMessageId.None, null)]
    [InlineData("", ServerMessageId.None, null)]
    public void A_damaged_message_still_names_its_order(string payload, ServerMessageId id, int? orderId) =>
        Assert.Equal(new UndecodedMessage(id, orderId), UndecodedMessage.Inspect(Wire.Payload(payload)));

    [Fact]
    public void Orders_and_books_are_told_apart()
    {
        Assert.True(new UndecodedMessage(ServerMessageId.OrderStatus, 13).ConcernsOrder);
        Assert.False(new UndecodedMessage(ServerMessageId.OrderStatus, 13).ConcernsBooks);
        Assert.True(new UndecodedMessage(ServerMessageId.ExecDetails, 13).ConcernsBooks);
        Assert.False(new UndecodedMessage(ServerMessageId.TickPrice, null).ConcernsBooks);
    }
}
