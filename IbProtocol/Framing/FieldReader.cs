using System.Buffers.Text;
using System.Text;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>Reads one item of a list.</summary>
public delegate T FieldDecoder<out T>(ref FieldReader fields);

/// <summary>Reads the NUL-terminated fields of one payload in wire order; each field is named as it is read.</summary>
/// <remarks>
/// The suffix says what absence looks like on the wire: none = never absent (empty reads as zero),
/// <c>OrMax</c> = the type's largest value, <c>OrEmpty</c> = empty or the largest value.
/// A field that is missing or malformed throws <see cref="TwsMessageException"/>.
/// </remarks>
public ref struct FieldReader : IFieldReader
{
    /// <summary>Room made for a list on the word of its count alone; beyond it room grows with the items that were really there.</summary>
    private const int TrustedCount = 256;

    private readonly ReadOnlySpan<byte> _payload;
    private int _position;

    /// <param name="payload">The whole payload, shown in errors.</param>
    /// <param name="message">Name of the message being read, for errors.</param>
    /// <param name="position">Where the first field to read begins.</param>
    public FieldReader(ReadOnlySpan<byte> payload, string message, int position = 0)
    {
        _payload = payload;
        _position = position;
        Message = message;
    }

    /// <summary>Name of the message being read, for errors.</summary>
    public string Message { get; }

    /// <summary>Where the next field begins.</summary>
    internal readonly int Position => _position;

    /// <summary>True when no byte is left.</summary>
    public readonly bool AtEnd => _position >= _payload.Length;

    /// <summary>Fields behind the read position. A newer server may append some.</summary>
    public readonly int CountUnread()
    {
        var rest = _payload[_position..];
        var count = rest.Count((byte)0);
        return rest.Length > 0 && rest[^1] != 0 ? count + 1 : count;
    }

    /// <summary>The field's bytes, without the terminator.</summary>
    public ReadOnlySpan<byte> ReadBytes(string field)
    {
        var rest = _payload[_position..];
        var length = rest.IndexOf((byte)0);
        if (length < 0)
        {
            throw new TwsMessageException(Message, field, "the message ends before this field", _payload);
        }

        _position += length + 1;
        return rest[..length];
    }

    public void Skip(string field) => ReadBytes(field);

    public int ReadInt32(string field)
    {
        if (WireNumbers.TryReadShortInteger(_payload[_position..], out var number, out var length) && number == (int)number)
        {
            _position += length;
            return (int)number;
        }

        var text = ReadBytes(field);
        if (text.IsEmpty)
        {
            return 0;
        }

        return Utf8Parser.TryParse(text, out int value, out var used) && used == text.Length
            ? value
            : throw Malformed(field, "not a 32-bit integer", text);
    }

    public int? ReadInt32OrMax(string field) => ReadInt32(field) is var value && value == int.MaxValue ? null : value;

    public int? ReadInt32OrEmpty(string field)
    {
        var text = ReadBytes(field);
        if (text.IsEmpty || IsNoNumber(text))
        {
            return null;
        }

        if (!Utf8Parser.TryParse(text, out int value, out var used) || used != text.Length)
        {
            throw Malformed(field, "not a 32-bit integer", text);
        }

        return value == int.MaxValue ? null : value;
    }

    public long ReadInt64(string field)
    {
        if (WireNumbers.TryReadShortInteger(_payload[_position..], out var number, out var length))
        {
            _position += length;
            return number;
        }

        var text = ReadBytes(field);
        if (text.IsEmpty)
        {
            return 0;
        }

        return Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length
            ? value
            : throw Malformed(field, "not a 64-bit integer", text);
    }

    /// <summary>A permId: absent while it is 0 (not assigned yet) or the largest value (none).</summary>
    public long? ReadPermId(string field) => ReadInt64(field) is var value && value is 0 or long.MaxValue ? null : value;

    /// <summary>The number of list items that follow. An item takes at least one byte, so a larger count is malformed.</summary>
    public int ReadCount(string field)
    {
        var count = ReadInt32(field);
        if (count < 0 || count > _payload.Length - _position)
        {
            throw new TwsMessageException(Message, field, $"{count} items cannot follow", _payload);
        }

        return count;
    }

    /// <summary>Any integer but zero is true; empty is false.</summary>
    public bool ReadBool(string field) => ReadInt32(field) != 0;

    public bool? ReadBoolOrEmpty(string field)
    {
        var value = ReadInt32OrEmpty(field);
        return value is null ? null : value != 0;
    }

    /// <summary>A price or amount that is always there; empty is zero.</summary>
    public decimal ReadDecimal(string field)
    {
        if (TryReadShortDecimal(out var number))
        {
            return number;
        }

        var text = ReadBytes(field);
        if (text.IsEmpty)
        {
            return 0;
        }

        return WireNumbers.TryReadDecimal(text, out var value) ? value : throw Malformed(field, "not a decimal number", text);
    }

    /// <summary>A price or amount; empty is zero, the largest double and infinity are absent.</summary>
    public decimal? ReadDecimalOrMax(string field)
    {
        if (TryReadShortDecimal(out var number))
        {
            return number;
        }

        var text = ReadBytes(field);
        return text.IsEmpty ? 0 : ToDecimalOrNull(field, text);
    }

    /// <summary>A price or amount; empty, the largest double and infinity are absent.</summary>
    public decimal? ReadDecimalOrEmpty(string field)
    {
        if (TryReadShortDecimal(out var number))
        {
            return number;
        }

        var text = ReadBytes(field);
        return text.IsEmpty ? null : ToDecimalOrNull(field, text);
    }

    /// <summary>Like <see cref="ReadDecimalOrEmpty"/>, telling infinity apart from absent.</summary>
    public decimal? ReadDecimalOrInfinity(string field, out bool infinite)
    {
        var text = ReadBytes(field);
        infinite = WireNumbers.TryReadDouble(text, out var value) && double.IsPositiveInfinity(value);
        return text.IsEmpty || infinite ? null : ToDecimalOrNull(field, text);
    }

    /// <summary>A quantity that is always there.</summary>
    public decimal ReadQuantity(string field)
    {
        var start = _position;
        return ReadQuantityOrEmpty(field) ?? throw Malformed(field, "no quantity", _payload[start..(_position - 1)]);
    }

    /// <summary>A quantity, scale kept; empty and every known "largest" value are absent.</summary>
    public decimal? ReadQuantityOrEmpty(string field)
    {
        if (TryReadShortDecimal(out var number))
        {
            return number == int.MaxValue ? null : number;
        }

        var text = ReadBytes(field);
        if (text.IsEmpty
            || text.SequenceEqual("9223372036854775807"u8)
            || text.SequenceEqual("-9223372036854775808"u8))
        {
            return null;
        }

        return ToDecimalOrNull(field, text);
    }

    /// <summary>A statistic (greek, volatility); absent when not a finite number or equal to <paramref name="notComputed"/>.</summary>
    public double? ReadStatistic(string field, double notComputed)
    {
        var text = ReadBytes(field);
        if (!WireNumbers.TryReadDouble(text, out var value))
        {
            return text.IsEmpty ? null : throw Malformed(field, "not a number", text);
        }

        return !double.IsFinite(value) || value == double.MaxValue || value == notComputed ? null : value;
    }

    /// <summary>A number without money in it; empty is zero.</summary>
    public double ReadDouble(string field)
    {
        var text = ReadBytes(field);
        if (text.IsEmpty)
        {
            return 0;
        }

        return WireNumbers.TryReadDouble(text, out var value) ? value : throw Malformed(field, "not a number", text);
    }

    /// <summary>Epoch seconds.</summary>
    public DateTimeOffset ReadUnixSeconds(string field)
    {
        var seconds = ReadInt64(field);
        return UnixTime.FromSeconds(seconds) ?? throw new TwsMessageException(Message, field, $"{seconds} is no time", _payload);
    }

    /// <summary>Epoch milliseconds.</summary>
    public DateTimeOffset ReadUnixMilliseconds(string field)
    {
        var milliseconds = ReadInt64(field);
        return UnixTime.FromMilliseconds(milliseconds) ?? throw new TwsMessageException(Message, field, $"{milliseconds} is no time", _payload);
    }

    /// <summary>Text; empty is absent.</summary>
    public string? ReadText(string field) => ReadBytes(field) is { IsEmpty: false } text ? Encoding.Latin1.GetString(text) : null;

    /// <summary>Text that is always meant to be there; empty stays empty.</summary>
    public string ReadString(string field) => ReadText(field) ?? "";

    /// <summary>Text in which the server wrote special characters as backslash escapes.</summary>
    public string? ReadEscapedText(string field) => ReadText(field) is { } text ? WireEscapes.Unescape(text) : null;

    /// <summary>A short word that repeats often, kept without allocation.</summary>
    public InlineText ReadInlineText(string field) => InlineText.FromLatin1(ReadBytes(field));

    IbOrderStatus IFieldReader.ReadOrderStatus(string field) => IbOrderStatuses.Read(ref this, field);

    /// <summary>A count, then that many items.</summary>
    public ValueList<T> ReadList<T>(string countField, FieldDecoder<T> decode)
    {
        var count = ReadCount(countField);
        var items = new T[Math.Min(count, TrustedCount)];
        for (var i = 0; i < count; i++)
        {
            if (i == items.Length)
            {
                Array.Resize(ref items, Math.Min(count, i * 2));
            }

            items[i] = decode(ref this);
        }

        return count == 0 ? ValueList<T>.Empty : new(items);
    }

    internal readonly TwsMessageException Malformed(string field, string reason, ReadOnlySpan<byte> text) =>
        new(Message, field, reason, text);

    private bool TryReadShortDecimal(out decimal value)
    {
        var known = WireNumbers.TryReadShortDecimal(_payload[_position..], out value, out var length);
        _position += length;
        return known;
    }

    private readonly decimal? ToDecimalOrNull(string field, ReadOnlySpan<byte> text)
    {
        if (WireNumbers.TryReadDecimal(text, out var value))
        {
            return value;
        }

        return IsNoNumber(text) ? null : throw Malformed(field, "not a decimal number", text);
    }

    /// <summary>The largest double and infinity stand for "unset".</summary>
    private static bool IsNoNumber(ReadOnlySpan<byte> text) =>
        WireNumbers.TryReadDouble(text, out var value) && (double.IsInfinity(value) || value is double.MaxValue);
}
