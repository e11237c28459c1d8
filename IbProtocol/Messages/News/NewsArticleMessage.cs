using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One article.</summary>
public sealed record NewsArticleMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.NewsArticle;

    public int ReqId { get; init; }

    public int ArticleType { get; init; }

    public string? Text { get; init; }

    public static NewsArticleMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            ArticleType = fields.ReadInt32("articleType"),
            Text = fields.ReadText("text"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteInt32(ArticleType);
        fields.WriteText(Text, "text");
    }
}
