using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The price increments of one rule.</summary>
public sealed record MarketRuleMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.MarketRule;

    public int MarketRuleId { get; init; }

    public ValueList<PriceIncrement> Increments { get; init; } = [];

    public static MarketRuleMessage Decode(ref FieldReader fields) =>
        new()
        {
            MarketRuleId = fields.ReadInt32("marketRuleId"),
            Increments = fields.ReadList("incrementsCount", PriceIncrement.Decode),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(MarketRuleId);
        fields.WriteList(Increments, static (ref FieldWriter item, PriceIncrement value) => value.Encode(ref item));
    }
}
