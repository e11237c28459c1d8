using System.Buffers.Binary;

namespace OrleansTrader.Storage.MarketData;

/// <summary>PostgreSQL's binary numeric: digits to the base 10,000, the weight of the first of them, a sign, and how many decimals are shown.</summary>
internal static class PostgresNumeric
{
    private const int Header = 8;
    private const int Negative = 0x4000;
    private const int MostDigitsAtOnce = 4;
    private const int MostScale = 28;
    private static readonly UInt128[] Powers = [.. Enumerable.Range(0, 39).Select(static i => i == 0 ? UInt128.One : UInt128.Parse("1" + new string('0', i), System.Globalization.CultureInfo.InvariantCulture))];
    private static readonly UInt128 MostMantissa = (UInt128.One << 96) - 1;

    /// <exception cref="OverflowException">Not a number, or more digits than a decimal has.</exception>
    public static decimal Read(ReadOnlySpan<byte> field)
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(field);
        int weight = BinaryPrimitives.ReadInt16BigEndian(field[2..]);
        int sign = BinaryPrimitives.ReadUInt16BigEndian(field[4..]);
        int shown = BinaryPrimitives.ReadInt16BigEndian(field[6..]);
        if (sign is not (0 or Negative))
        {
            throw new OverflowException("The database has a number that is infinite or none.");
        }

        var scale = 4 * (count - 1 - weight);
        return count <= MostDigitsAtOnce && scale is >= 0 and <= MostScale
            ? Small(Digits(field[Header..], count), scale, shown, sign == Negative)
            : Large(field[Header..], count, scale, shown, sign == Negative);
    }

    private static ulong Digits(ReadOnlySpan<byte> field, int count)
    {
        var mantissa = 0UL;
        for (var i = 0; i < count; i++)
        {
            mantissa = (mantissa * 10_000) + BinaryPrimitives.ReadUInt16BigEndian(field[(2 * i)..]);
        }

        return mantissa;
    }

    /// <summary>The digits go to fours, the number shows fewer: what it does not show is zero.</summary>
    private static decimal Small(ulong mantissa, int scale, int shown, bool isNegative)
    {
        for (; scale > shown && mantissa % 10 == 0; scale--)
        {
            mantissa /= 10;
        }

        return new decimal((int)mantissa, (int)(mantissa >> 32), 0, isNegative, (byte)scale);
    }

    private static decimal Large(ReadOnlySpan<byte> field, int count, int scale, int shown, bool isNegative)
    {
        var mantissa = UInt128.Zero;
        for (var i = 0; i < count; i++)
        {
            mantissa = checked((mantissa * 10_000) + BinaryPrimitives.ReadUInt16BigEndian(field[(2 * i)..]));
        }

        if (scale < 0)
        {
            mantissa = checked(mantissa * Powers[Math.Min(-scale, Powers.Length - 1)]);
            scale = 0;
        }

        for (; scale > 0 && (scale > shown || scale > MostScale) && mantissa % 10 == 0; scale--)
        {
            mantissa /= 10;
        }

        return mantissa <= MostMantissa && scale <= MostScale
            ? new decimal((int)mantissa, (int)(mantissa >> 32), (int)(mantissa >> 64), isNegative, (byte)scale)
            : throw new OverflowException("The database has a number with more digits than can be kept.");
    }
}
