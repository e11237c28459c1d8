using System.Buffers;
using System.Text;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

public sealed class HandshakeTests
{
    [Fact]
    public void Our_hello_offers_only_what_we_can_speak()
    {
        var output = new ArrayBufferWriter<byte>();
        Handshake.WriteHello(output);

        Assert.Equal("API\0\0\0\0\nv187..199 ", Encoding.Latin1.GetString(output.WrittenSpan));
    }

    [Fact]
    public void A_hello_torn_at_any_byte_is_read_once_complete()
    {
        var output = new ArrayBufferWriter<byte>();
        Handshake.WriteHello(output, 176, 199, "+PACEAPI");
        for (var cut = 0; cut < output.WrittenCount; cut++)
        {
            var part = output.WrittenSpan[..cut];
            Assert.False(Handshake.TryReadHello(ref part, out _));
            Assert.Equal(cut, part.Length);
        }

        ReadOnlySpan<byte> whole = [.. output.WrittenSpan, 1, 2];
        Assert.True(Handshake.TryReadHello(ref whole, out var hello));
        Assert.Equal(new Hello(176, 199, "+PACEAPI"), hello);
        Assert.Equal(2, whole.Length);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("API\0\0\0\0\u0003abc")]
    [InlineData("API\0\0\0\0\u0009v200..100")]
    [InlineData("API\0\u00ff\0\0\0")]
    [InlineData("API\0\0\0\u00ff\u00ff")]
    public void What_is_no_hello_ends_the_session(string text) =>
        Assert.Throws<TwsProtocolException>(() =>
        {
            ReadOnlySpan<byte> buffer = Encoding.Latin1.GetBytes(text);
            Handshake.TryReadHello(ref buffer, out _);
        });

    [Theory]
    [InlineData(100, 226, 199)]
    [InlineData(187, 199, 199)]
    [InlineData(100, 178, 178)]
    [InlineData(100, 175, null)]
    [InlineData(200, 226, null)]
    public void The_lower_maximum_is_served_when_the_ranges_meet(int min, int max, int? expected) =>
        Assert.Equal(expected, Handshake.Negotiate(new(min, max, "")));

    [Theory]
    [InlineData("199|20261123 15:30:00 EST|", "EST")]
    [InlineData("199|20261123 15:30:00 China Standard Time|", "China Standard Time")]
    [InlineData("199|20261123 15:30:00|", "")]
    public void The_zone_of_a_reply_may_be_anything(string payload, string zone)
    {
        var reply = Handshake.ParseReply(Wire.Payload(payload));

        Assert.Equal(new HandshakeReply(199, "20261123 15:30:00", zone, null), reply);
        Assert.True(reply.IsSupported);
    }

    [Fact]
    public void A_redirect_names_its_target_and_is_not_supported()
    {
        var reply = Handshake.ParseReply(Wire.Payload("-1|10.0.0.1:4001|"));

        Assert.Equal("10.0.0.1:4001", reply.RedirectTo);
        Assert.False(reply.IsSupported);
    }

    [Theory]
    [InlineData("186|20261123 15:30:00 EST|")]
    [InlineData("200|20261123 15:30:00 EST|")]
    public void A_version_outside_our_range_is_not_supported(string payload) =>
        Assert.False(Handshake.ParseReply(Wire.Payload(payload)).IsSupported);

    [Fact]
    public void A_reply_that_cannot_be_read_ends_the_session() =>
        Assert.Throws<TwsProtocolException>(() => Handshake.ParseReply("hello"u8));
}
