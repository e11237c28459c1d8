using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The exchanges that offer market depth.</summary>
public sealed record MktDepthExchangesMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.MktDepthExchanges;

    public ValueList<DepthExchange> Exchanges { get; init; } = [];

    public static MktDepthExchangesMessage Decode(ref FieldReader fields) =>
        new()
        {
            Exchanges = fields.ReadList("exchangesCount", DepthExchange.Decode),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteList(Exchanges, static (ref FieldWriter item, DepthExchange value) => value.Encode(ref item));
    }
}
