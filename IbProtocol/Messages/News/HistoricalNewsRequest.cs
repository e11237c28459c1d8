using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for past headlines.</summary>
public sealed record HistoricalNewsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqHistoricalNews;

    public int ReqId { get; init; }

    public int ConId { get; init; }

    /// <summary>Joined by plus signs.</summary>
    public string? ProviderCodes { get; init; }

    public string? StartDateTime { get; init; }

    public string? EndDateTime { get; init; }

    public int TotalResults { get; init; }

    public ValueList<TwsTagValue> Options { get; init; } = [];

    public static HistoricalNewsRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            ConId = fields.ReadInt32("conId"),
            ProviderCodes = fields.ReadText("providerCodes"),
            StartDateTime = fields.ReadText("startDateTime"),
            EndDateTime = fields.ReadText("endDateTime"),
            TotalResults = fields.ReadInt32("totalResults"),
            Options = TwsTagValues.ReadText(ref fields, "options"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteInt32(ConId);
        fields.WriteText(ProviderCodes, "providerCodes");
        fields.WriteText(StartDateTime, "startDateTime");
        fields.WriteText(EndDateTime, "endDateTime");
        fields.WriteInt32(TotalResults);
        TwsTagValues.WriteText(ref fields, Options, "options");
    }
}
