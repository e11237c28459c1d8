using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The accounts' family codes.</summary>
public sealed record FamilyCodesMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.FamilyCodes;

    public ValueList<FamilyCode> Codes { get; init; } = [];

    public static FamilyCodesMessage Decode(ref FieldReader fields) =>
        new()
        {
            Codes = fields.ReadList("codesCount", FamilyCode.Decode),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteList(Codes, static (ref FieldWriter item, FamilyCode value) => value.Encode(ref item));
    }
}
