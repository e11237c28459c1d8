using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The news sources.</summary>
public sealed record NewsProvidersMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.NewsProviders;

    public ValueList<NewsProvider> Providers { get; init; } = [];

    public static NewsProvidersMessage Decode(ref FieldReader fields) =>
        new()
        {
            Providers = fields.ReadList("providersCount", NewsProvider.Decode),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteList(Providers, static (ref FieldWriter item, NewsProvider value) => value.Encode(ref item));
    }
}
