using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The exchange map of SMART quotes.</summary>
public sealed record SmartComponentsMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.SmartComponents;

    public int ReqId { get; init; }

    public ValueList<SmartComponent> Components { get; init; } = [];

    public static SmartComponentsMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Components = fields.ReadList("componentsCount", SmartComponent.Decode),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteList(Components, static (ref FieldWriter item, SmartComponent value) => value.Encode(ref item));
    }
}
