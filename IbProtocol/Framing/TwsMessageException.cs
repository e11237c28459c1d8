namespace OrleansTrader.IbProtocol.Framing;

/// <summary>One well-framed message cannot be read or written. The session lives on: the message is quarantined.</summary>
public sealed class TwsMessageException : Exception
{
    private const int ShownBytes = 512;

    public TwsMessageException()
    {
    }

    public TwsMessageException(string message)
        : base(message)
    {
    }

    public TwsMessageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public TwsMessageException(string wireMessage, string field, string reason, ReadOnlySpan<byte> bytes)
        : base($"{wireMessage}.{field}: {reason}; bytes {Hex(bytes)}")
    {
        WireMessage = wireMessage;
        Field = field;
        BytesHex = Hex(bytes);
    }

    /// <summary>Name of the wire message that could not be handled.</summary>
    public string? WireMessage { get; }

    /// <summary>Name of the field at which it failed.</summary>
    public string? Field { get; }

    /// <summary>The field's bytes, or the whole payload when the field is missing; cut after 512 bytes.</summary>
    public string? BytesHex { get; }

    private static string Hex(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexStringLower(bytes.Length <= ShownBytes ? bytes : bytes[..ShownBytes]);
}
