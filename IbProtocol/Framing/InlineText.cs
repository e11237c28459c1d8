using System.Buffers.Binary;
using System.Text;

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>A text of up to 16 Latin-1 characters held in place, so that hot messages allocate nothing; longer ones fall back to a string.</summary>
public readonly struct InlineText : IEquatable<InlineText>
{
    private const int Word = 8;
    private const int Room = 2 * Word;

    // The bytes in reading order, the first in the lowest bits; zeros behind the text.
    private readonly ulong _front;
    private readonly ulong _back;
    private readonly int _length;
    private readonly string? _long;

    private InlineText(ReadOnlySpan<byte> latin1)
    {
        if (latin1.Length > Room)
        {
            _long = Encoding.Latin1.GetString(latin1);
            return;
        }

        _length = latin1.Length;
        if (latin1.Length < Word)
        {
            _front = Few(latin1);
            return;
        }

        _front = BinaryPrimitives.ReadUInt64LittleEndian(latin1);
        _back = latin1.Length == Word ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(latin1[^Word..]) >> (8 * (Room - latin1.Length));
    }

    /// <exception cref="ArgumentException">A character lies outside Latin-1.</exception>
    public InlineText(string text)
        : this(Latin1(text))
    {
    }

    public bool IsEmpty => _long is null && _length == 0;

    public static implicit operator InlineText(string? text) => new(text ?? "");

    public static bool operator ==(InlineText left, InlineText right) => left.Equals(right);

    public static bool operator !=(InlineText left, InlineText right) => !left.Equals(right);

    public static InlineText FromLatin1(ReadOnlySpan<byte> bytes) => new(bytes);

    public static InlineText FromString(string? text) => text;

    /// <summary>Null when empty: absence is null.</summary>
    public string? ToText() => IsEmpty ? null : ToString();

    /// <summary>Compares without allocating.</summary>
    public bool Equals(string? other) => Equals((InlineText)other);

    public bool Equals(InlineText other) =>
        _front == other._front && _back == other._back && _length == other._length && string.Equals(_long, other._long, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is InlineText other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_front, _back, _length, _long);

    public override string ToString()
    {
        if (_long is not null)
        {
            return _long;
        }

        Span<byte> bytes = stackalloc byte[Room];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _front);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[Word..], _back);
        return Encoding.Latin1.GetString(bytes[.._length]);
    }

    /// <summary>Less than eight bytes: four from the front and four from the end, which may overlap, else one by one.</summary>
    private static ulong Few(ReadOnlySpan<byte> latin1)
    {
        if (latin1.Length >= Word / 2)
        {
            var end = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(latin1[^(Word / 2)..]) << (8 * (latin1.Length - (Word / 2)));
            return BinaryPrimitives.ReadUInt32LittleEndian(latin1) | end;
        }

        ulong bytes = 0;
        for (var i = 0; i < latin1.Length; i++)
        {
            bytes |= (ulong)latin1[i] << (8 * i);
        }

        return bytes;
    }

    private static ReadOnlySpan<byte> Latin1(string text)
    {
        foreach (var c in text)
        {
            if (c > '\u00ff')
            {
                throw new ArgumentException($"'{text}' holds characters outside Latin-1.", nameof(text));
            }
        }

        return Encoding.Latin1.GetBytes(text);
    }
}
