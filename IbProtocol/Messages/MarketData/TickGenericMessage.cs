using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A number of a quote line that is neither price nor size.</summary>
public readonly record struct TickGenericMessage : IServerMessage
{
    public ServerMessageId MessageId => ServerMessageId.TickGeneric;

    public int ReqId { get; init; }

    public int TickType { get; init; }

    public double Value { get; init; }

    public static TickGenericMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            TickType = fields.ReadInt32("tickType"),
            Value = fields.ReadDouble("value"),
        };
    }

    public void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(6);
        fields.WriteInt32(ReqId);
        fields.WriteInt32(TickType);
        fields.WriteDouble(Value);
    }
}
