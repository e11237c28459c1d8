using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the price increments of one rule.</summary>
public sealed record MarketRuleRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqMarketRule;

    public int MarketRuleId { get; init; }

    public static MarketRuleRequest Decode(ref FieldReader fields) =>
        new()
        {
            MarketRuleId = fields.ReadInt32("marketRuleId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(MarketRuleId);
    }
}
