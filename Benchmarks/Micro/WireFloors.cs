using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.Benchmarks.Micro;

/// <summary>What decoding is measured against: hand-written loops over the same frames that build no message, check nothing and give nothing to anybody.</summary>
internal static class WireFloors
{
    /// <summary>What was found: without a reader of it the loops could be left out by the compiler.</summary>
    public static long Kept { get; private set; }

    /// <summary>Finds every frame and every field; returns the messages.</summary>
    public static long Split(ReadOnlySpan<byte> frames)
    {
        long messages = 0, fields = 0;
        while (Frames.TryReadFrame(ref frames, out var payload))
        {
            for (var end = payload.IndexOf((byte)0); end >= 0; end = payload.IndexOf((byte)0))
            {
                payload = payload[(end + 1)..];
                fields++;
            }

            messages++;
        }

        Kept += fields;
        return messages;
    }

    /// <summary>Reads the digits of every field as one number; returns the messages.</summary>
    public static long Parse(ReadOnlySpan<byte> frames)
    {
        long messages = 0, sum = 0;
        while (Frames.TryReadFrame(ref frames, out var payload))
        {
            long number = 0;
            foreach (var value in payload)
            {
                if ((uint)(value - '0') is <= 9 and var digit)
                {
                    number = (number * 10) + digit;
                }
                else if (value == 0)
                {
                    sum += number;
                    number = 0;
                }
            }

            messages++;
        }

        Kept += sum;
        return messages;
    }
}
