using System.Buffers;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

public sealed class FramesTests
{
    [Fact]
    public void A_stream_torn_at_any_byte_yields_the_same_frames()
    {
        byte[] stream = [.. Wire.Frame(new NextValidIdMessage { OrderId = 7 }, 199), .. Wire.Frame(new OpenOrderEndMessage(), 199)];
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Assert.Equal(["9|1|7|", "53|1|"], ReadTorn(stream, cut));
        }
    }

    [Fact]
    public void A_stream_arriving_byte_by_byte_yields_every_frame()
    {
        byte[] stream = [.. Wire.Frame(new NextValidIdMessage { OrderId = 7 }, 199), .. Wire.Frame(new OpenOrderEndMessage(), 199)];
        var received = new List<byte>();
        var frames = new List<string>();
        foreach (var value in stream)
        {
            received.Add(value);
            Drain(received, frames);
        }

        Assert.Equal(["9|1|7|", "53|1|"], frames);
    }

    [Fact]
    public void An_empty_payload_is_a_frame()
    {
        ReadOnlySpan<byte> buffer = [0, 0, 0, 0, 9];

        Assert.True(Frames.TryReadFrame(ref buffer, out var payload));
        Assert.Equal(0, payload.Length);
        Assert.Equal(1, buffer.Length);
    }

    [Theory]
    [InlineData("01000000")]
    [InlineData("ffffffff")]
    [InlineData("41504900")]
    public void A_length_above_the_limit_ends_the_session(string prefix) =>
        Assert.Throws<TwsProtocolException>(() =>
        {
            ReadOnlySpan<byte> buffer = Convert.FromHexString(prefix);
            Frames.TryReadFrame(ref buffer, out _);
        });

    [Fact]
    public void The_largest_length_is_accepted_and_waits_for_its_bytes()
    {
        ReadOnlySpan<byte> buffer = [0, 0xff, 0xff, 0xff, 0];

        Assert.False(Frames.TryReadFrame(ref buffer, out _));
        Assert.Equal(5, buffer.Length);
    }

    [Fact]
    public void A_message_too_long_for_a_frame_is_refused_and_writes_nothing()
    {
        var output = new ArrayBufferWriter<byte>();
        var message = new ScannerParametersMessage { Xml = new string('x', Frames.MaxPayloadLength) };

        Assert.Throws<TwsMessageException>(() => ServerMessageEncoder.Encode(message, 199, output));
        Assert.Equal(0, output.WrittenCount);
    }

    private static List<string> ReadTorn(byte[] stream, int cut)
    {
        var frames = new List<string>();
        var received = new List<byte>(stream[..cut]);
        Drain(received, frames);
        received.AddRange(stream[cut..]);
        Drain(received, frames);
        Assert.Empty(received);
        return frames;
    }

    private static void Drain(List<byte> received, List<string> frames)
    {
        var bytes = received.ToArray();
        ReadOnlySpan<byte> buffer = bytes;
        while (Frames.TryReadFrame(ref buffer, out var payload))
        {
            frames.Add(System.Text.Encoding.Latin1.GetString(payload).Replace('\0', '|'));
        }

        received.RemoveRange(0, bytes.Length - buffer.Length);
    }
}
