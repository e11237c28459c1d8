using System.Buffers;
using System.Text;
using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>Bytes that no server should send.</summary>
internal static class Garbage
{
    private static readonly Dictionary<string, string> Payloads = new()
    {
        ["unknown"] = "9999\0what\0is\0this\0",
        ["order"] = "3\0not a number\0Filled\0oops\0",
        ["execution"] = "11\0-1\0not a number\0265598\0AAPL\0",
        ["trailing"] = "49\01\01767225600\0one\0more\0",
    };

    /// <summary>The values of the setting <c>what</c>, the usual one first.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Payloads.Keys, "framing"];

    public static byte[] Of(string what) =>
        what == "framing" ? [0xFF, 0xFF, 0xFF, 0xFF, 0xDE, 0xAD] : Framed(Encoding.ASCII.GetBytes(Payloads[what]));

    /// <summary>The first half of a frame.</summary>
    public static byte[] HalfAFrame()
    {
        var frame = Framed("49\01\01767225600\0"u8);
        return frame[..(frame.Length / 2)];
    }

    private static byte[] Framed(ReadOnlySpan<byte> payload)
    {
        var frame = new ArrayBufferWriter<byte>();
        Frames.WriteLength(frame.GetSpan(Frames.PrefixLength), payload.Length);
        frame.Advance(Frames.PrefixLength);
        frame.Write(payload);
        return frame.WrittenSpan.ToArray();
    }
}
