using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>What the messages that come by the million read with, so that each of their layouts is written once for both readers. See <see cref="FieldReader"/> for what the methods mean.</summary>
internal interface IFieldReader
{
    void Skip(string field);

    int ReadInt32(string field);

    long? ReadPermId(string field);

    decimal? ReadDecimalOrMax(string field);

    decimal? ReadQuantityOrEmpty(string field);

    DateTimeOffset ReadUnixSeconds(string field);

    string? ReadText(string field);

    InlineText ReadInlineText(string field);

    IbOrderStatus ReadOrderStatus(string field);
}
