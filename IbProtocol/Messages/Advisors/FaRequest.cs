using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for an advisor configuration: 1 groups, 3 aliases.</summary>
public sealed record FaRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.RequestFA;

    public int FaDataType { get; init; }

    public static FaRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            FaDataType = fields.ReadInt32("faDataType"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(FaDataType);
    }
}
