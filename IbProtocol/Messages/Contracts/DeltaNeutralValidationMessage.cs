using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The server accepted a delta-neutral contract.</summary>
public sealed record DeltaNeutralValidationMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.DeltaNeutralValidation;

    public int ReqId { get; init; }

    public int ConId { get; init; }

    public decimal Delta { get; init; }

    public decimal Price { get; init; }

    public static DeltaNeutralValidationMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            ConId = fields.ReadInt32("conId"),
            Delta = fields.ReadDecimal("delta"),
            Price = fields.ReadDecimal("price"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteInt32(ConId);
        fields.WriteDecimal(Delta);
        fields.WriteDecimal(Price);
    }
}
