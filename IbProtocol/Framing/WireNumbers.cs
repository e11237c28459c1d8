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
        TryReadShort(text, out value)
        || decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

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

    private static bool TryReadShort(ReadOnlySpan<byte> text, out decimal value)
    {
        value = default;
        var negative = text.Length > 0 && text[0] == (byte)'-';
        var digits = negative ? text[1..] : text;
        if (digits.Length is 0 or > ShortLength)
        {
            return false;
        }

        long mantissa = 0;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = (uint)(digits[i] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
            }
            else if (digits[i] == (byte)'.' && point < 0 && digits.Length > 1)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        var scale = point < 0 ? 0 : digits.Length - point - 1;
        value = new decimal((int)mantissa, (int)(mantissa >> 32), 0, negative, (byte)scale);
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
