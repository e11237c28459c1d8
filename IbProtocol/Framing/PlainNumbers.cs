using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>Numbers without sign or exponent, up to eight digits in one step: checked together, then added up in pairs, pairs of pairs and halves.</summary>
internal static class PlainNumbers
{
    private const int Word = 8;
    private const ulong Zeros = 0x3030303030303030;
    private const ulong Points = 0x2E2E2E2E2E2E2E2E;
    private const ulong Ones = 0x0101010101010101;
    private const ulong HighBits = 0x8080808080808080;

    /// <summary>Reads one to ten digits from <paramref name="start"/> to <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInteger(ReadOnlySpan<byte> payload, int start, int end, out long value)
    {
        var length = end - start;
        if (length == 1)
        {
            value = payload[start] - '0';
            return (ulong)value <= 9;
        }

        if (length is > 1 and <= Word)
        {
            var known = TryRead(Digits(payload, start, end), out var digits);
            value = digits;
            return known;
        }

        if (length is Word + 1 or Word + 2)
        {
            var known = TryRead(Digits(payload, end - Word, end), out var low);
            var (first, second) = ((uint)(payload[start] - '0'), (uint)(payload[end - Word - 1] - '0'));
            value = ((length == Word + 1 ? second : (first * 10) + second) * 100_000_000L) + low;
            return known & first <= 9 & second <= 9;
        }

        value = 0;
        return false;
    }

    /// <summary>Reads a decimal of up to eight characters, at most one of them a point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadDecimal(ReadOnlySpan<byte> payload, int start, int end, out decimal value)
    {
        var length = end - start;
        if (length is < 1 or > Word)
        {
            value = default;
            return false;
        }

        var digits = Digits(payload, start, end);
        var scale = 0;
        var point = FirstPoint(digits);
        if (point < Word)
        {
            var behind = ulong.MaxValue << (8 * point);
            digits = (digits & (behind << 8)) | ((digits & ~behind) << 8) | '0';
            scale = Word - 1 - point;
            length--;
        }

        var known = TryRead(digits, out var mantissa) & length > 0;
        value = new decimal((int)mantissa, 0, 0, false, (byte)scale);
        return known;
    }

    /// <summary>One to eight bytes, zeros in front of them; no digits when the payload is too short to be read by whole words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digits(ReadOnlySpan<byte> payload, int start, int end)
    {
        var kept = ulong.MaxValue << (8 * (Word - (end - start)));
        if (end >= Word)
        {
            return (BinaryPrimitives.ReadUInt64LittleEndian(payload[(end - Word)..]) & kept) | (Zeros & ~kept);
        }

        return payload.Length - start >= Word
            ? (BinaryPrimitives.ReadUInt64LittleEndian(payload[start..]) << (8 * (Word - (end - start)))) | (Zeros & ~kept)
            : 0;
    }

    /// <summary>The place of the first point; 8 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstPoint(ulong word)
    {
        var difference = word ^ Points;
        return BitOperations.TrailingZeroCount((difference - Ones) & ~difference & HighBits) >> 3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRead(ulong digits, out uint value)
    {
        const ulong High = 0xF0F0F0F0F0F0F0F0;
        var known = ((digits & High) | (((digits + 0x0606060606060606) & High) >> 4)) == 0x3333333333333333;
        digits -= Zeros;
        digits = (digits * 10) + (digits >> 8);
        value = (uint)((((digits & 0x000000FF000000FF) * 0x000F424000000064) + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32);
        return known;
    }
}
