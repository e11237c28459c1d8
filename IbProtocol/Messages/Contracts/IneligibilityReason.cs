using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Why a contract cannot be traded.</summary>
public sealed record IneligibilityReason(string Id, string Description)
{
    public static IneligibilityReason Decode(ref FieldReader fields) => new(fields.ReadString("reason.id"), fields.ReadString("reason.description"));

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteText(Id, "reason.id");
        fields.WriteText(Description, "reason.description");
    }
}
