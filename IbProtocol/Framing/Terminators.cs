using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>Where fields end: found for up to 64 bytes at a time and given back as bits, so that a field costs a bit and not a search.</summary>
internal static class Terminators
{
    private const int Most = 64;

    /// <summary>Bit n is set when byte n is a terminator, for the first 64 bytes. Fewer bytes are read as two blocks that overlap.</summary>
    public static ulong Find(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= Vector256<byte>.Count)
        {
            var last = Math.Min(bytes.Length, Most) - Vector256<byte>.Count;
            return InBlock256(bytes) | ((ulong)InBlock256(bytes[last..]) << last);
        }

        if (bytes.Length >= Vector128<byte>.Count)
        {
            var last = bytes.Length - Vector128<byte>.Count;
            return InBlock128(bytes) | ((ulong)InBlock128(bytes[last..]) << last);
        }

        ulong ends = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            ends |= bytes[i] == 0 ? 1UL << i : 0;
        }

        return ends;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint InBlock256(ReadOnlySpan<byte> bytes) =>
        Vector256.Equals(Vector256.Create(bytes), Vector256<byte>.Zero).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint InBlock128(ReadOnlySpan<byte> bytes) =>
        Vector128.Equals(Vector128.Create(bytes), Vector128<byte>.Zero).ExtractMostSignificantBits();
}
