using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A headline for a quote line.</summary>
public sealed record TickNewsMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.TickNews;

    public int ReqId { get; init; }

    public DateTimeOffset Time { get; init; }

    public string? ProviderCode { get; init; }

    public string? ArticleId { get; init; }

    public string? Headline { get; init; }

    public string? ExtraData { get; init; }

    public static TickNewsMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Time = fields.ReadUnixMilliseconds("time"),
            ProviderCode = fields.ReadText("providerCode"),
            ArticleId = fields.ReadText("articleId"),
            Headline = fields.ReadText("headline"),
            ExtraData = fields.ReadText("extraData"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteUnixMilliseconds(Time);
        fields.WriteText(ProviderCode, "providerCode");
        fields.WriteText(ArticleId, "articleId");
        fields.WriteText(Headline, "headline");
        fields.WriteText(ExtraData, "extraData");
    }
}
