using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A past headline.</summary>
public sealed record HistoricalNewsMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HistoricalNews;

    public int ReqId { get; init; }

    public string? Time { get; init; }

    public string? ProviderCode { get; init; }

    public string? ArticleId { get; init; }

    public string? Headline { get; init; }

    public static HistoricalNewsMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Time = fields.ReadText("time"),
            ProviderCode = fields.ReadText("providerCode"),
            ArticleId = fields.ReadText("articleId"),
            Headline = fields.ReadText("headline"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(Time, "time");
        fields.WriteText(ProviderCode, "providerCode");
        fields.WriteText(ArticleId, "articleId");
        fields.WriteText(Headline, "headline");
    }
}
