using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using OrleansTrader.IbProtocol.Messages;

[module: SkipLocalsInit]

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>Reads short messages whose fields all have their plain form, without a single call; for everything else it fails and <see cref="FieldReader"/> reads the message again.</summary>
/// <remarks>
/// Plain are digits with at most one point, in a message of at most 64 bytes behind its id. Signs, exponents, unset and empty numbers, missing and broken fields are not.
/// After a failure what it returns means nothing. Nothing takes this struct's address, so that it lives in registers.
/// </remarks>
internal ref struct PlainReader : IFieldReader
{
    private readonly ReadOnlySpan<byte> _payload;
    private readonly int _window;
    private int _position;
    private ulong _ends;
    private bool _failed;

    /// <param name="payload">The whole payload.</param>
    /// <param name="position">Where the first field behind the message id begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PlainReader(ReadOnlySpan<byte> payload, int position)
    {
        _payload = payload;
        _position = position;
        _window = position;
        _ends = Terminators.Find(payload[position..]);
    }

    /// <summary>Something was not plain.</summary>
    public readonly bool Failed => _failed;

    /// <summary>Where the next field begins.</summary>
    public readonly int Position => _position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(string field) => Next(out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt32(string field)
    {
        var end = Next(out var start);
        _failed |= !PlainNumbers.TryReadInteger(_payload, start, end, out var value) || value > int.MaxValue;
        return (int)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long? ReadPermId(string field)
    {
        var end = Next(out var start);
        _failed |= !PlainNumbers.TryReadInteger(_payload, start, end, out var value);
        return value == 0 ? null : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public decimal? ReadDecimalOrMax(string field)
    {
        var end = Next(out var start);
        _failed |= !PlainNumbers.TryReadDecimal(_payload, start, end, out var value);
        return value;
    }

    /// <remarks>The unset forms are all longer than what is plain.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public decimal? ReadQuantityOrEmpty(string field) => ReadDecimalOrMax(field);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DateTimeOffset ReadUnixSeconds(string field)
    {
        var end = Next(out var start);
        var known = PlainNumbers.TryReadInteger(_payload, start, end, out var seconds);
        _failed |= !known;
        return DateTimeOffset.FromUnixTimeSeconds(known ? seconds : 0); // Ten digits are always within the calendar.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string? ReadText(string field)
    {
        var end = Next(out var start);
        return start == end ? null : Encoding.Latin1.GetString(_payload[start..end]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InlineText ReadInlineText(string field)
    {
        var end = Next(out var start);
        return start == end ? default : InlineText.FromLatin1(_payload[start..end]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public IbOrderStatus ReadOrderStatus(string field)
    {
        var end = Next(out var start);
        _failed |= !IbOrderStatuses.TryParse(_payload[start..end], out var status);
        return status;
    }

    /// <summary>Where the next field begins and ends; nowhere when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next(out int start)
    {
        start = _position;
        if (_ends == 0)
        {
            _failed = true;
            start = 0;
            return 0;
        }

        var end = _window + BitOperations.TrailingZeroCount(_ends);
        _ends &= _ends - 1;
        _position = end + 1;
        return end;
    }
}
