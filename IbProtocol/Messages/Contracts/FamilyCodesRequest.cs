using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the accounts' family codes.</summary>
public sealed record FamilyCodesRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqFamilyCodes;

    public static FamilyCodesRequest Decode(ref FieldReader fields) => new();

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
    }
}
