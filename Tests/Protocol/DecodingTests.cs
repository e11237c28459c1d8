using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.Tests.Protocol.Golden;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

/// <summary>What arrives may be short, long, unknown or nonsense; the session must outlive it.</summary>
public sealed class DecodingTests
{
    [Fact]
    public void A_short_message_names_itself_the_field_and_its_bytes()
    {
        var error = Assert.Throws<TwsMessageException>(() => Wire.Decode(Wire.Payload("3|13|Submitted|0|")));

        Assert.Equal("OrderStatus", error.WireMessage);
        Assert.Equal("remaining", error.Field);
        Assert.Equal(Convert.ToHexStringLower(Wire.Payload("3|13|Submitted|0|")), error.BytesHex);
    }

    [Fact]
    public void A_message_cut_at_any_field_is_refused_never_half_read()
    {
        foreach (var vector in VectorFiles.Responses().Where(vector => vector.ServerVersion > 0))
        {
            var payload = vector.Payload.ToArray();
            var cut = payload.AsSpan(0, payload.Length - 1).LastIndexOf((byte)0);
            if (cut > 0)
            {
                Assert.Throws<TwsMessageException>(() => Wire.Decode(payload.AsSpan(0, cut + 1), vector.ServerVersion));
            }
        }
    }

    [Fact]
    public void Fields_of_a_newer_server_are_ignored_and_counted()
    {
        foreach (var vector in VectorFiles.Responses().Where(vector => vector.ServerVersion > 0))
        {
            byte[] longer = [.. vector.Payload, .. "new"u8, 0, 0];

            var decoded = Wire.Decode(longer, vector.ServerVersion);

            Assert.Equal(2, decoded.Trailing);
            Assert.Equal(Wire.Decode(vector.Payload, vector.ServerVersion).Messages, decoded.Messages);
        }
    }

    [Fact]
    public void An_unknown_message_is_reported_with_its_id()
    {
        Assert.Equal([200], Wire.Decode(Wire.Payload("200|x|")).Unknown);
        Assert.Equal([-3], Wire.Decode(Wire.Payload("-3|x|")).Unknown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("9")]
    [InlineData("nine|1|7|")]
    [InlineData("9|1|seven|")]
    [InlineData("3|13|Sleeping|0|100|0.0|1|0|0.0|7||0.0|")]
    [InlineData("99|1|9|1795446667|1|1|")]
    [InlineData("50|3|1|99999999999999999|1|1|1|1|1|1|1|")]
    [InlineData("89|1|2000000000|")]
    public void Nonsense_is_refused(string payload) =>
        Assert.Throws<TwsMessageException>(() => Wire.Decode(Wire.Payload(payload)));

    [Theory]
    [InlineData("200|1|")]
    [InlineData("x|1|")]
    [InlineData("4|1|")]
    public void A_request_that_cannot_be_read_is_refused(string payload) =>
        Assert.Throws<TwsMessageException>(() => ClientMessageDecoder.Decode(Wire.Payload(payload), Versions.Max));

    [Theory]
    [InlineData("50|3|1|1795446665|U|U|U|U|10|U|3|")]
    [InlineData("17|1|1|20261123|U|U|U|U|10|U|3|")]
    [InlineData("90|1|3|20261123|U|U|U|U|U|10|")]
    [InlineData("96|1|1|1795446665|0|U|10|1|")]
    [InlineData("97|1|1|1795446665|0|U|U|10|10|1|")]
    [InlineData("98|1|1|1795446665|0|U|10|ARCA||1|")]
    [InlineData("99|1|1|1795446665|U|10|0|ARCA||")]
    [InlineData("99|1|3|1795446665|U|U|10|10|0|")]
    [InlineData("99|1|4|1795446665|U|")]
    [InlineData("11|-1|1|265598|AAPL|STK||0||||USD|||e.01|20261123-15:30:00|DU1|ISLAND|BOT|1|U|7|1|0|1|187.25|||||0|0||")]
    public void An_unset_price_is_null_wherever_a_price_can_stand(string payload)
    {
        var decoded = Wire.Decode(Wire.Payload(payload.Replace("U|", "1.7976931348623157E308|", StringComparison.Ordinal)));

        Assert.Equal(0, decoded.Trailing);
        var again = Wire.Decode(Wire.PayloadOf(Wire.Frame(Assert.Single(decoded.Messages), Versions.Max)));
        Assert.Equal(decoded.Messages, again.Messages);
        Assert.DoesNotContain("1.79", decoded.Messages[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fill_is_never_booked_on_an_unknown_side()
    {
        var frame = Wire.Frame(new ExecDetailsMessage { Execution = new() { ExecId = "1.01", Side = IbExecutionSide.Sold } }, 199);
        var payload = System.Text.Encoding.Latin1.GetString(Wire.PayloadOf(frame)).Replace("SLD", "???", StringComparison.Ordinal);

        var error = Assert.Throws<TwsMessageException>(() => Wire.Decode(System.Text.Encoding.Latin1.GetBytes(payload)));

        Assert.Equal("side", error.Field);
    }

    [Fact]
    public void Permanent_ids_beyond_32_bits_are_kept_and_zero_is_absent()
    {
        var status = Assert.IsType<OrderStatusMessage>(Wire.Decode(Wire.Payload("3|13|Filled|1|0|0.0|9007199254740993|0|0.0|7||0.0|")).Messages[0]);
        Assert.Equal(9007199254740993, status.PermId);

        status = Assert.IsType<OrderStatusMessage>(Wire.Decode(Wire.Payload("3|13|Filled|1|0|0.0|0|0|0.0|7||0.0|")).Messages[0]);
        Assert.Null(status.PermId);
    }

    [Fact]
    public void An_error_with_an_impossible_time_still_reaches_its_reader()
    {
        var error = Assert.IsType<ErrMsgMessage>(Wire.Decode(Wire.Payload("4|13|201|no||9223372036854775807|")).Messages[0]);

        Assert.Equal(201, error.ErrorCode);
        Assert.Null(error.ErrorTime);
    }

    [Fact]
    public void A_quote_of_minus_one_without_size_is_no_quote_but_a_combination_may_cost_less_than_nothing()
    {
        Assert.True(Tick("-1", "0").IsNoQuote);
        Assert.True(Tick("0", "0").IsNoQuote);
        Assert.False(Tick("-1", "5").IsNoQuote);
        Assert.False(Tick("-0.35", "0").IsNoQuote);

        static TickPriceMessage Tick(string price, string size) =>
            Assert.IsType<TickPriceMessage>(Wire.Decode(Wire.Payload($"1|6|1001|1|{price}|{size}|0|")).Messages[0]);
    }
}
