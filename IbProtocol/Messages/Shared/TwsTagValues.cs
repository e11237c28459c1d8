using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Options, either in one field (<c>tag=value;tag=value;</c>) or as a counted list of pairs.</summary>
internal static class TwsTagValues
{
    public static ValueList<TwsTagValue> ReadText(ref FieldReader fields, string field)
    {
        var text = fields.ReadText(field);
        return text is null ? [] : text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToValueList();
    }

    public static void WriteText(ref FieldWriter fields, ValueList<TwsTagValue> options, string field) =>
        fields.WriteText(options.Count == 0 ? null : string.Concat(options.Select(option => $"{option.Tag}={option.Value};")), field);

    public static ValueList<TwsTagValue> ReadList(ref FieldReader fields, string field) => fields.ReadList(field, TwsTagValue.Decode);

    public static void WriteList(ref FieldWriter fields, ValueList<TwsTagValue> options) =>
        fields.WriteList(options, static (ref FieldWriter item, TwsTagValue option) => option.Encode(ref item));

    private static TwsTagValue Parse(string option)
    {
        var end = option.IndexOf('=', StringComparison.Ordinal);
        return end < 0 ? new(option, "") : new(option[..end], option[(end + 1)..]);
    }
}
