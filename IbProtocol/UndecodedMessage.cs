using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol;

/// <summary>What can still be said about a message that could not be decoded, so that its consequences can be drawn.</summary>
/// <param name="MessageId">None when not even the id can be read.</param>
/// <param name="OrderId">The order it is about, where the message has one and it can be read.</param>
public readonly record struct UndecodedMessage(ServerMessageId MessageId, int? OrderId)
{
    /// <summary>The state of an order is not known any more.</summary>
    public bool ConcernsOrder => MessageId is ServerMessageId.OpenOrder or ServerMessageId.OrderStatus or ServerMessageId.CompletedOrder;

    /// <summary>The books may miss something: an execution, its cost, or a position.</summary>
    public bool ConcernsBooks => MessageId is ServerMessageId.ExecDetails or ServerMessageId.CommissionReport
        or ServerMessageId.Position or ServerMessageId.PositionMulti or ServerMessageId.PortfolioValue;

    /// <summary>Reads what can be read from the front of the payload. Never throws.</summary>
    public static UndecodedMessage Inspect(ReadOnlySpan<byte> payload)
    {
        var fields = new FieldReader(payload, nameof(UndecodedMessage));
        if (!TryReadInt32(ref fields, out var id) || !Enum.IsDefined((ServerMessageId)id))
        {
            return default;
        }

        var messageId = (ServerMessageId)id;
        var found = messageId switch
        {
            ServerMessageId.OpenOrder or ServerMessageId.OrderStatus => TryReadInt32(ref fields, out var orderId) ? orderId : (int?)null,
            ServerMessageId.ExecDetails => TryReadInt32(ref fields, out _) && TryReadInt32(ref fields, out var orderId) ? orderId : null,
            _ => null,
        };
        return new(messageId, found);
    }

    private static bool TryReadInt32(ref FieldReader fields, out int value)
    {
        try
        {
            value = fields.ReadInt32("id");
            return true;
        }
        catch (TwsMessageException)
        {
            value = 0;
            return false; // The damage is already known; here it only means that there is no more to learn.
        }
    }
}
