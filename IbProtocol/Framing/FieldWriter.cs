using System.Buffers;
using System.Buffers.Text;
using System.Text;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>Which end writes: the two print numbers and special characters differently.</summary>
public enum WireSide
{
    /// <summary>Doubles as the official C# client prints them; texts are printable ASCII or the message is refused.</summary>
    Client,

    /// <summary>Doubles Java style (0.0); characters outside Latin-1 as escapes.</summary>
    Server,
}

/// <summary>Writes one item of a list.</summary>
public delegate void FieldEncoder<in T>(ref FieldWriter fields, T item);

/// <summary>Writes NUL-terminated fields into a pooled buffer that starts with room for the length prefix.</summary>
/// <remarks>The suffixes match <see cref="FieldReader"/>. Dispose gives the buffer back.</remarks>
public ref struct FieldWriter
{
    private const int StartCapacity = 512;

    private readonly int _messageId;
    private readonly WireSide _side;
    private byte[] _buffer;
    private int _length;

    /// <summary>Starts a message; the id is named in errors and not written yet.</summary>
    public FieldWriter(WireSide side, int messageId)
    {
        _side = side;
        _messageId = messageId;
        _buffer = ArrayPool<byte>.Shared.Rent(StartCapacity);
        _length = Frames.PrefixLength;
    }

    private readonly string Message =>
        _side == WireSide.Client ? ((ClientMessageId)_messageId).ToString() : ((ServerMessageId)_messageId).ToString();

    private readonly ReadOnlySpan<byte> MaxDouble =>
        _side == WireSide.Client ? "1.7976931348623157E+308"u8 : "1.7976931348623157E308"u8;

    /// <summary>Hands the whole frame over, length first.</summary>
    /// <exception cref="TwsMessageException">The message is too long for a frame.</exception>
    public readonly void CopyFrameTo(IBufferWriter<byte> output)
    {
        var payloadLength = _length - Frames.PrefixLength;
        if (payloadLength > Frames.MaxPayloadLength)
        {
            throw new TwsMessageException(Message, "frame", $"{payloadLength} bytes are too long", default);
        }

        Frames.WriteLength(_buffer, payloadLength);
        output.Write(_buffer.AsSpan(0, _length));
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    public void WriteEmpty() => Terminate(0);

    public void WriteInt32(int value)
    {
        Utf8Formatter.TryFormat(value, Room(), out var written);
        Terminate(written);
    }

    public void WriteInt32OrMax(int? value) => WriteInt32(value ?? int.MaxValue);

    public void WriteInt32OrEmpty(int? value)
    {
        if (value is { } number)
        {
            WriteInt32(number);
        }
        else
        {
            WriteEmpty();
        }
    }

    public void WriteInt64(long value)
    {
        Utf8Formatter.TryFormat(value, Room(), out var written);
        Terminate(written);
    }

    /// <summary>A permId: 0 while it is absent.</summary>
    public void WritePermId(long? value) => WriteInt64(value ?? 0);

    public void WriteBool(bool value) => WriteInt32(value ? 1 : 0);

    public void WriteBoolOrEmpty(bool? value) => WriteInt32OrEmpty(value is null ? null : value.Value ? 1 : 0);

    /// <summary>A price or amount as a double.</summary>
    public void WriteDecimal(decimal value)
    {
        var room = Room();
        var written = _side == WireSide.Client ? WireNumbers.WriteAsDouble(value, room) : WireNumbers.WriteDecimal(value, room);
        Terminate(WithFraction(room, written));
    }

    /// <summary>A price or amount; absent is the largest double in words.</summary>
    public void WriteDecimalOrMax(decimal? value)
    {
        if (value is { } number)
        {
            WriteDecimal(number);
        }
        else
        {
            WriteLiteral(MaxDouble);
        }
    }

    /// <summary>A price or amount; absent is empty.</summary>
    public void WriteDecimalOrEmpty(decimal? value)
    {
        if (value is { } number)
        {
            WriteDecimal(number);
        }
        else
        {
            WriteEmpty();
        }
    }

    public void WriteDecimalOrInfinity(decimal? value, bool infinite)
    {
        if (infinite)
        {
            WriteLiteral("Infinity"u8);
        }
        else
        {
            WriteDecimalOrEmpty(value);
        }
    }

    /// <summary>A quantity: plain digits, scale kept; absent is empty.</summary>
    public void WriteQuantityOrEmpty(decimal? value)
    {
        if (value is { } number)
        {
            WriteQuantity(number);
        }
        else
        {
            WriteEmpty();
        }
    }

    public void WriteQuantity(decimal value) => Terminate(WireNumbers.WriteDecimal(value, Room()));

    public void WriteDouble(double value)
    {
        var room = Room();
        Terminate(WithFraction(room, WireNumbers.WriteDouble(value, room)));
    }

    /// <summary>A statistic; absent is <paramref name="notComputed"/>.</summary>
    public void WriteStatistic(double? value, double notComputed) => WriteDouble(value ?? notComputed);

    public void WriteUnixSeconds(DateTimeOffset value) => WriteInt64(value.ToUnixTimeSeconds());

    public void WriteUnixMilliseconds(DateTimeOffset value) => WriteInt64(value.ToUnixTimeMilliseconds());

    /// <summary>Text; absent is empty.</summary>
    /// <exception cref="TwsMessageException">The text holds a character that this side may not send.</exception>
    public void WriteText(string? value, string field)
    {
        if (value is null)
        {
            WriteEmpty();
            return;
        }

        var sendable = Sendable(value, field);
        Ensure(sendable.Length + 1);
        Terminate(Encoding.Latin1.GetBytes(sendable, _buffer.AsSpan(_length)));
    }

    /// <summary>Text in which special characters go out as backslash escapes.</summary>
    public void WriteEscapedText(string? value, string field) => WriteText(value is null ? null : WireEscapes.Escape(value), field);

    public void WriteInlineText(InlineText value, string field) => WriteText(value.ToText(), field);

    /// <summary>A count, then the items.</summary>
    public void WriteList<T>(ValueList<T> items, FieldEncoder<T> encode)
    {
        WriteInt32(items.Count);
        foreach (var item in items)
        {
            encode(ref this, item);
        }
    }

    private static bool IsPrintable(char c) => c is >= ' ' and <= '~' or '\t' or '\n' or '\r';

    private readonly string Sendable(string value, string field)
    {
        foreach (var c in value)
        {
            if (c == '\0' || (_side == WireSide.Client && !IsPrintable(c)))
            {
                throw new TwsMessageException(Message, field, $"character U+{(int)c:X4} cannot be sent", Encoding.UTF8.GetBytes(value));
            }

            if (c > '\u00ff')
            {
                return WireEscapes.Escape(value);
            }
        }

        return value;
    }

    private void WriteLiteral(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room());
        Terminate(text.Length);
    }

    /// <summary>Servers print whole doubles with ".0"; values from clients have none.</summary>
    private readonly int WithFraction(Span<byte> text, int length)
    {
        if (_side == WireSide.Client || text[..length].IndexOfAnyExceptInRange((byte)'-', (byte)'9') >= 0 || text[..length].Contains((byte)'.'))
        {
            return length;
        }

        ".0"u8.CopyTo(text[length..]);
        return length + 2;
    }

    private Span<byte> Room()
    {
        Ensure(WireNumbers.MaxLength);
        return _buffer.AsSpan(_length);
    }

    private void Ensure(int free)
    {
        if (_buffer.Length - _length >= free)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + free));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Terminate(int written)
    {
        _length += written;
        Ensure(1);
        _buffer[_length++] = 0;
    }
}
