using System.Runtime.CompilerServices;
using System.Text;

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>A text of up to 16 Latin-1 characters held in place, so that hot messages allocate nothing; longer ones fall back to a string.</summary>
public readonly struct InlineText : IEquatable<InlineText>
{
    private readonly Block _block;
    private readonly byte _length;
    private readonly string? _long;

    private InlineText(ReadOnlySpan<byte> latin1)
    {
        if (latin1.Length > Block.Size)
        {
            _long = Encoding.Latin1.GetString(latin1);
            return;
        }

        latin1.CopyTo(_block);
        _length = (byte)latin1.Length;
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
        string.Equals(_long, other._long, StringComparison.Ordinal) && Bytes(in this).SequenceEqual(Bytes(in other));

    public override bool Equals(object? obj) => obj is InlineText other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_long, StringComparer.Ordinal);
        hash.AddBytes(Bytes(in this));
        return hash.ToHashCode();
    }

    public override string ToString() => _long ?? Encoding.Latin1.GetString(Bytes(in this));

    private static ReadOnlySpan<byte> Bytes(in InlineText text)
    {
        ReadOnlySpan<byte> all = text._block;
        return all[..text._length];
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

    [InlineArray(Size)]
    private struct Block
    {
        public const int Size = 16;
        private byte _first;
    }
}
