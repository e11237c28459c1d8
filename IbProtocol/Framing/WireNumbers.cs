using System.Globalization;

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>Numbers as both sides print them, without allocation.</summary>
internal static class WireNumbers
{
    /// <summary>Room for the longest number either side prints.</summary>
    public const int MaxLength = 40;

    /// <summary>That many characters always fit a 64-bit mantissa.</summary>
    private const int ShortLength = 18;

    /// <summary>The largest power of ten that a double holds exactly.</summary>
    private const int ExactScale = 22;

    /// <summary>Reads plain and exponent forms; false for anything that is no finite decimal, such as the unset literal.</summary>
    public static bool TryReadDecimal(ReadOnlySpan<byte> text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    public static bool TryReadDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (text.SequenceEqual("Infinite"u8))
        {
            value = double.PositiveInfinity;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Prints the shortest text that reads back as the same double: the official client's form.</summary>
    public static int WriteAsDouble(decimal value, Span<byte> target) => WriteDouble(ToDouble(value), target);

    public static int WriteDouble(double value, Span<byte> target)
    {
        value.TryFormat(target, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }

    /// <summary>Plain digits with the scale kept: 0.00012500 stays 0.00012500.</summary>
    public static int WriteDecimal(decimal value, Span<byte> target)
    {
        value.TryFormat(target, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }

    /// <summary>Reads a plain integer of up to 18 digits and the terminator behind it, in one pass; false means: look closer.</summary>
    public static bool TryReadShortInteger(ReadOnlySpan<byte> payload, out long value, out int used)
    {
        value = 0;
        used = 0;
        var start = payload.Length > 0 && payload[0] == (byte)'-' ? 1 : 0;
        var i = start;
        while ((uint)i < (uint)payload.Length && (uint)(payload[i] - '0') is <= 9 and var digit)
        {
            value = (value * 10) + digit;
            i++;
        }

        if (i == start || i - start > ShortLength || (uint)i >= (uint)payload.Length || payload[i] != 0)
        {
            return false;
        }

        value = start == 0 ? value : -value;
        used = i + 1;
        return true;
    }

    /// <summary>Reads a plain decimal of up to 18 characters and the terminator behind it, in one pass; false means: look closer.</summary>
    public static bool TryReadShortDecimal(ReadOnlySpan<byte> payload, out decimal value, out int used)
    {
        value = default;
        used = 0;
        var start = payload.Length > 0 && payload[0] == (byte)'-' ? 1 : 0;
        var point = -1;
        long mantissa = 0;
        var i = start;
        for (; (uint)i < (uint)payload.Length; i++)
        {
            var digit = (uint)(payload[i] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
            }
            else if (payload[i] == (byte)'.' && point < 0)
            {
                point = i;
            }
            else
            {
                break;
            }
        }

        var length = i - start;
        if (length is 0 or > ShortLength || (length == 1 && point >= 0) || (uint)i >= (uint)payload.Length || payload[i] != 0)
        {
            return false;
        }

        var scale = point < 0 ? 0 : i - point - 1;
        value = new decimal((int)mantissa, (int)(mantissa >> 32), 0, start == 1, (byte)scale);
        used = i + 1;
        return true;
    }

    private static double ToDouble(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var fitsDouble = bits[2] == 0 && (uint)bits[1] < (1u << 21);
        if (fitsDouble && value.Scale <= ExactScale)
        {
            return (double)value; // Mantissa and power of ten are exact, so the one division rounds correctly.
        }

        Span<byte> text = stackalloc byte[MaxLength];
        return double.Parse(text[..WriteDecimal(value, text)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
