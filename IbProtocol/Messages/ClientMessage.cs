using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>What a client sends to TWS.</summary>
public abstract record ClientMessage
{
    public abstract ClientMessageId MessageId { get; }

    /// <summary>Writes everything behind the message id.</summary>
    public abstract void Encode(ref FieldWriter fields, int serverVersion);
}
