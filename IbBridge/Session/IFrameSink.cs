using OrleansTrader.IbProtocol;

namespace OrleansTrader.IbBridge.Session;

/// <summary>What a connection's reader thread calls. Nothing here may block.</summary>
internal interface IFrameSink
{
    /// <summary>The TCP connection stands.</summary>
    void OnOpened();

    /// <summary>The server accepted our version range.</summary>
    void OnAccepted(HandshakeReply reply);

    /// <summary>One payload; valid only during the call.</summary>
    void OnFrame(ReadOnlySpan<byte> payload);

    /// <summary>One payload is about to leave, so that nothing the gateway answers comes before it; on the sender's thread, in the order of sending. Valid only during the call.</summary>
    void OnSending(ReadOnlySpan<byte> payload);

    /// <summary>All complete frames of one receive were given to <see cref="OnFrame"/>.</summary>
    void OnChunkEnd();
}
