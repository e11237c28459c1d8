namespace OrleansTrader.IbProtocol.Framing;

/// <summary>The byte stream itself is broken (length out of range, bad handshake): the connection cannot be used any more.</summary>
public sealed class TwsProtocolException : Exception
{
    public TwsProtocolException()
    {
    }

    public TwsProtocolException(string message)
        : base(message)
    {
    }

    public TwsProtocolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
