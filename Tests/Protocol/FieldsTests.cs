using System.Buffers;
using System.Globalization;
using CsCheck;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

public sealed class FieldsTests
{
    private delegate void Write(ref FieldWriter fields);

    [Theory]
    [InlineData("", 0)]
    [InlineData("-1", -1)]
    [InlineData("2147483647", int.MaxValue)]
    public void An_integer_reads_empty_as_zero(string text, int expected) =>
        Assert.Equal(expected, Reader(text).ReadInt32("f"));

    [Theory]
    [InlineData("", null)]
    [InlineData("2147483647", null)]
    [InlineData("Infinity", null)]
    [InlineData("1.7976931348623157E308", null)]
    [InlineData("0", 0)]
    [InlineData("-5", -5)]
    public void An_integer_that_may_be_unset_reads_every_form_of_unset(string text, int? expected) =>
        Assert.Equal(expected, Reader(text).ReadInt32OrEmpty("f"));

    [Theory]
    [InlineData("", null)]
    [InlineData("1.7976931348623157E308", null)]
    [InlineData("1.7976931348623157E+308", null)]
    [InlineData("1.7976931348623157e+308", null)]
    [InlineData("Infinity", null)]
    [InlineData("Infinite", null)]
    [InlineData("0.0", "0.0")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("5.0E-5", "0.000050")]
    [InlineData("1.25E-06", "0.00000125")]
    [InlineData("187.2500", "187.2500")]
    [InlineData("123456789012345678901.25", "123456789012345678901.25")]
    public void A_price_that_may_be_unset_reads_every_form(string text, string? expected) =>
        Assert.Equal(expected, Reader(text).ReadDecimalOrEmpty("f")?.ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("", null)]
    [InlineData("2147483647", null)]
    [InlineData("9223372036854775807", null)]
    [InlineData("-9223372036854775808", null)]
    [InlineData("1.7976931348623157E308", null)]
    [InlineData("0.00012500", "0.00012500")]
    [InlineData("398765.0", "398765.0")]
    [InlineData("-3", "-3")]
    public void A_quantity_keeps_its_scale_and_knows_every_unset_value(string text, string? expected) =>
        Assert.Equal(expected, Reader(text).ReadQuantityOrEmpty("f")?.ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("abc")]
    [InlineData("1.2.3")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("NaN")]
    [InlineData("1e40")]
    public void A_price_that_is_no_number_names_message_field_and_bytes(string text)
    {
        var error = Assert.Throws<TwsMessageException>(() => Reader(text).ReadDecimal("lmtPrice"));

        Assert.Equal("Test", error.WireMessage);
        Assert.Equal("lmtPrice", error.Field);
        Assert.Equal(Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(text)), error.BytesHex);
    }

    [Fact]
    public void A_price_that_must_be_there_refuses_the_unset_literal() =>
        Assert.Throws<TwsMessageException>(() => Reader("1.7976931348623157E308").ReadDecimal("open"));

    [Theory]
    [InlineData("1", true)]
    [InlineData("2", true)]
    [InlineData("-1", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void Any_integer_but_zero_is_true(string text, bool expected) => Assert.Equal(expected, Reader(text).ReadBool("f"));

    [Fact]
    public void A_field_without_its_terminator_is_missing()
    {
        var error = Assert.Throws<TwsMessageException>(() => new FieldReader("12"u8, "Test").ReadInt32("orderId"));

        Assert.Equal("3132", error.BytesHex);
        Assert.Contains("Test.orderId", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1000000")]
    public void A_count_that_cannot_be_true_is_refused_before_anything_is_allocated(string count) =>
        Assert.Throws<TwsMessageException>(() => Reader(count).ReadCount("n"));

    [Fact]
    public void Every_double_of_a_price_prints_as_the_official_client_prints_it() =>
        Gen.Double[-1e12, 1e12].Where(value => value == 0 || Math.Abs(value) > 1e-9).Sample(value =>
        {
            var text = value.ToString("R", CultureInfo.InvariantCulture);
            var price = decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            var exact = decimal.GetBits(price)[2] == 0 || double.Parse(price.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) == value;
            return !exact || Written((ref FieldWriter fields) => fields.WriteDecimal(price)) == Expected(value);
        });

    [Theory]
    [InlineData("187.25", "187.25")]
    [InlineData("187.2500", "187.25")]
    [InlineData("0", "0")]
    [InlineData("0.00000125", "1.25E-06")]
    [InlineData("123456789012345680", "1.2345678901234568E+17")]
    [InlineData("0.30000000000000004", "0.30000000000000004")]
    public void A_price_prints_as_the_shortest_double(string price, string expected) =>
        Assert.Equal(expected, Written((ref FieldWriter fields) => fields.WriteDecimal(decimal.Parse(price, CultureInfo.InvariantCulture))));

    [Fact]
    public void Every_decimal_and_integer_reads_back_as_written() =>
        Gen.Select(Gen.Decimal, Gen.Int, Gen.Long, Gen.Bool).Sample((quantity, number, big, flag) =>
        {
            var bytes = Bytes(WireSide.Client, (ref FieldWriter fields) =>
            {
                fields.WriteQuantity(quantity);
                fields.WriteInt32(number);
                fields.WriteInt64(big);
                fields.WriteBool(flag);
            });
            var reader = new FieldReader(bytes, "Test");
            return reader.ReadQuantityOrEmpty("q") is { } read
                ? read == quantity && read.Scale == quantity.Scale && reader.ReadInt32("i") == number && reader.ReadInt64("l") == big && reader.ReadBool("b") == flag
                : quantity is int.MaxValue or long.MaxValue or long.MinValue;
        });

    [Fact]
    public void Every_price_the_server_writes_reads_back_exactly() =>
        Gen.Decimal.Sample(price =>
        {
            var bytes = Bytes(WireSide.Server, (ref FieldWriter fields) => fields.WriteDecimal(price));
            return new FieldReader(bytes, "Test").ReadDecimal("p") == price;
        });

    [Theory]
    [InlineData("0", "0.0")]
    [InlineData("18725", "18725.0")]
    [InlineData("187.25", "187.25")]
    [InlineData("0.00005", "0.00005")]
    public void The_server_prints_doubles_with_a_fraction(string price, string expected) =>
        Assert.Equal(expected, Text(Bytes(WireSide.Server, (ref FieldWriter fields) => fields.WriteDecimal(decimal.Parse(price, CultureInfo.InvariantCulture)))));

    [Theory]
    [InlineData("a\0b")]
    [InlineData("Nestlé")]
    [InlineData("订单")]
    [InlineData("a\u0001b")]
    public void A_client_refuses_to_send_other_than_printable_ascii(string text)
    {
        var error = Assert.Throws<TwsMessageException>(() => Written((ref FieldWriter fields) => fields.WriteText(text, "orderRef")));

        Assert.Equal("PlaceOrder", error.WireMessage);
        Assert.Equal("orderRef", error.Field);
    }

    [Fact]
    public void A_client_may_send_tabs_and_line_ends() =>
        Assert.Equal("a\tb\r\nc", Written((ref FieldWriter fields) => fields.WriteText("a\tb\r\nc", "xml")));

    [Fact]
    public void Escaped_text_reads_back_as_written() =>
        Gen.String.Where(text => text.Length > 0).Sample(text =>
        {
            var bytes = Bytes(WireSide.Server, (ref FieldWriter fields) => fields.WriteEscapedText(text, "errorMsg"));
            return bytes.All(value => value < 0x7f) && new FieldReader(bytes, "Test").ReadEscapedText("errorMsg") == text;
        });

    [Theory]
    [InlineData(@"\u8BA2\u5355 \u00E9", "订单 é")]
    [InlineData(@"C:\\Jts", @"C:\Jts")]
    [InlineData(@"line\nnext", "line\nnext")]
    [InlineData(@"say \""yes\""", "say \"yes\"")]
    [InlineData(@"odd \q and \u12", @"odd \q and \u12")]
    [InlineData(@"end\", @"end\")]
    public void Escapes_are_resolved_and_odd_ones_kept(string wire, string expected) =>
        Assert.Equal(expected, Reader(wire).ReadEscapedText("f"));

    [Fact]
    public void Inline_text_equals_the_string_it_holds()
    {
        Assert.Equal((InlineText)"ISLAND", Reader("ISLAND").ReadInlineText("f"));
        Assert.NotEqual((InlineText)"ISLAND", Reader("ARCA").ReadInlineText("f"));
        Assert.Equal("a text longer than sixteen characters", Reader("a text longer than sixteen characters").ReadInlineText("f").ToString());
        Assert.Null(Reader("").ReadInlineText("f").ToText());
    }

    private static string Expected(double value) => value.ToString(CultureInfo.InvariantCulture) is "-0" ? "0" : value.ToString(CultureInfo.InvariantCulture);

    private static FieldReader Reader(string text) => new(Wire.Payload(text + "|"), "Test");

    private static string Written(Write write) => Text(Bytes(WireSide.Client, write));

    private static string Text(byte[] bytes) => System.Text.Encoding.Latin1.GetString(bytes).TrimEnd('\0');

    private static byte[] Bytes(WireSide side, Write write)
    {
        var output = new ArrayBufferWriter<byte>();
        var fields = new FieldWriter(side, (int)ClientMessageId.PlaceOrder);
        try
        {
            write(ref fields);
            fields.CopyFrameTo(output);
        }
        finally
        {
            fields.Dispose();
        }

        return output.WrittenSpan[Frames.PrefixLength..].ToArray();
    }
}
