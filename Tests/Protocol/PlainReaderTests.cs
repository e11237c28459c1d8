using System.Text;
using CsCheck;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

/// <summary>Messages that come by the million have a short way; it must give what the general reader gives, or leave the message to it.</summary>
public sealed class PlainReaderTests
{
    private delegate IServerMessage Read(ref FieldReader fields);

    private static readonly Gen<string> Digits = Gen.Char['0', '9'].Array[1, 12].Select(static digits => new string(digits));

    private static readonly Gen<string> Field = Gen.Frequency(
        (8, Digits),
        (6, Gen.Select(Digits, Digits, static (whole, part) => $"{whole}.{part}")),
        (3, Gen.Int[0, 9].Select(static digit => digit.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        (2, Digits.Select(static digits => "-" + digits)),
        (2, Gen.OneOf("1.7976931348623157E308", "", "2147483647", "9223372036854775807", ".", "-", "-.", "5.", ".5", "1.2.3", "+5", "1e3", "0x1", "00", "NaN", "Infinity", " 1", "4294967296", "9999999999", "12345678", "1234567.", ":;", "/0")),
        (1, Gen.OneOf("Submitted", "PreSubmitted", "NoSuchStatus", "ISLAND", "a text longer than sixteen characters", "\u00e9", "locate")));

    private static readonly (string Id, Read Read, int Fields)[] Kinds =
    [
        ("1", static (ref FieldReader fields) => TickPriceMessage.Decode(ref fields), 6),
        ("2", static (ref FieldReader fields) => TickSizeMessage.Decode(ref fields), 4),
        ("3", static (ref FieldReader fields) => OrderStatusMessage.Decode(ref fields), 11),
        ("99|7|1", static (ref FieldReader fields) => TickByTickAllLastMessage.Decode(ref fields, 7, TickByTickKind.Last), 6),
        ("99|7|3", static (ref FieldReader fields) => TickByTickBidAskMessage.Decode(ref fields, 7), 6),
        ("99|7|4", static (ref FieldReader fields) => TickByTickMidPointMessage.Decode(ref fields, 7), 2),
    ];

    [Fact]
    public void The_short_way_reads_what_the_general_reader_reads() =>
        Gen.Select(Gen.Int[0, Kinds.Length - 1], Field.Array[0, 14], Gen.Bool).Sample(static (kind, fields, cut) => Agree(Kinds[kind].Id, fields, cut, Kinds[kind].Read), iter: 60_000);

    [Fact]
    public void The_short_way_reads_whole_messages_as_the_general_reader_does() =>
        Gen.Select(Gen.Int[0, Kinds.Length - 1], Plain.Array[11]).Sample(static (kind, fields) => Agree(Kinds[kind].Id, Statused(Kinds[kind], fields), cut: false, Kinds[kind].Read), iter: 30_000);

    private static Gen<string> Plain => Gen.OneOf(
        Gen.Int[0, int.MaxValue].Select(static number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Int[0, 9_999_999].Select(static number => (number / 100m).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Int[0, 99].Select(static number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static string[] Statused((string Id, Read Read, int Fields) kind, string[] fields)
    {
        string[] taken = [.. fields.Take(kind.Fields)];
        if (kind.Id == "3")
        {
            taken[1] = "Submitted";
        }

        return taken;
    }

    private static bool Agree(string id, string[] fields, bool cut, Read read)
    {
        var head = id.Replace('|', '\0') + "\0";
        var payload = Encoding.Latin1.GetBytes(head + string.Concat(fields.Select(static field => field + "\0")));
        payload = cut ? payload[..^1] : payload;
        return Short(payload) == General(payload, head.Length, read);
    }

    private static string Short(byte[] payload)
    {
        var handler = new RecordingHandler();
        try
        {
            ServerMessageDecoder.Decode(payload, Versions.Max, handler);
        }
        catch (TwsMessageException e)
        {
            return e.Message;
        }

        return $"{Assert.Single(handler.Messages)} and {handler.Trailing}";
    }

    private static string General(byte[] payload, int start, Read read)
    {
        var name = payload[0] switch
        {
            (byte)'1' => nameof(ServerMessageId.TickPrice),
            (byte)'2' => nameof(ServerMessageId.TickSize),
            (byte)'3' => nameof(ServerMessageId.OrderStatus),
            _ => nameof(ServerMessageId.TickByTick),
        };
        if (start > payload.Length)
        {
            return Short(payload); // The cut took the end of the id: there is nothing to compare.
        }

        var fields = new FieldReader(payload, name, start);
        try
        {
            return $"{read(ref fields)} and {fields.CountUnread()}";
        }
        catch (TwsMessageException e)
        {
            return e.Message;
        }
    }
}
