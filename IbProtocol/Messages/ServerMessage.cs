using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>What TWS sends: a record for most messages, a struct for the hot ones.</summary>
public interface IServerMessage
{
    ServerMessageId MessageId { get; }

    /// <summary>Writes everything behind the message id.</summary>
    void Encode(ref FieldWriter fields, int serverVersion);
}

/// <summary>A message from TWS that is not hot enough to be a struct.</summary>
public abstract record ServerMessage : IServerMessage
{
    public abstract ServerMessageId MessageId { get; }

    /// <inheritdoc/>
    public abstract void Encode(ref FieldWriter fields, int serverVersion);
}
