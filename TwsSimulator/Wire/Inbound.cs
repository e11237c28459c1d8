using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Wire;

/// <summary>What reaches the exchange's thread.</summary>
internal abstract record Inbound
{
    /// <summary>A client finished the handshake.</summary>
    public sealed record Connected(ClientConnection Connection) : Inbound;

    /// <summary>A client's socket is gone; comes once per connection, last.</summary>
    public sealed record Disconnected(ClientConnection Connection) : Inbound;

    /// <param name="ReadAt">Timestamp at which its bytes were read.</param>
    public sealed record Request(ClientConnection Connection, ClientMessage Message, long ReadAt) : Inbound;

    /// <summary>A well-framed request that could not be decoded.</summary>
    public sealed record Unreadable(ClientConnection Connection, string Why) : Inbound;

    /// <summary>Time has passed.</summary>
    public sealed record Step : Inbound
    {
        public static Step Instance { get; } = new();
    }

    /// <summary>Work from another thread (control port, history computed elsewhere).</summary>
    public sealed record Work(Action Run) : Inbound;
}
