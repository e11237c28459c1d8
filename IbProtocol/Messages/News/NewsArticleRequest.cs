using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for one article.</summary>
public sealed record NewsArticleRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqNewsArticle;

    public int ReqId { get; init; }

    public string? ProviderCode { get; init; }

    public string? ArticleId { get; init; }

    public ValueList<TwsTagValue> Options { get; init; } = [];

    public static NewsArticleRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            ProviderCode = fields.ReadText("providerCode"),
            ArticleId = fields.ReadText("articleId"),
            Options = TwsTagValues.ReadText(ref fields, "options"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(ProviderCode, "providerCode");
        fields.WriteText(ArticleId, "articleId");
        TwsTagValues.WriteText(ref fields, Options, "options");
    }
}
