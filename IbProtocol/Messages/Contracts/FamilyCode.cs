using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>An account's family code.</summary>
public sealed record FamilyCode
{
    public string? AccountId { get; init; }

    public string? Code { get; init; }

    public static FamilyCode Decode(ref FieldReader fields) =>
        new()
        {
            AccountId = fields.ReadText("accountId"),
            Code = fields.ReadText("code"),
        };

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteText(AccountId, "accountId");
        fields.WriteText(Code, "code");
    }
}
