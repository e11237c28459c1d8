using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The soft-dollar tiers.</summary>
public sealed record SoftDollarTiersMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.SoftDollarTiers;

    public int ReqId { get; init; }

    public ValueList<TwsSoftDollarTier> Tiers { get; init; } = [];

    public static SoftDollarTiersMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Tiers = fields.ReadList("tiersCount", TwsSoftDollarTier.Decode),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteList(Tiers, static (ref FieldWriter item, TwsSoftDollarTier value) => value.Encode(ref item));
    }
}
