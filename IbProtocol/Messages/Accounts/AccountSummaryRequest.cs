using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribes to chosen account values of a group of accounts.</summary>
public sealed record AccountSummaryRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqAccountSummary;

    public int ReqId { get; init; }

    /// <summary>All, or an advisor group.</summary>
    public string Group { get; init; } = "";

    /// <summary>Comma list.</summary>
    public string Tags { get; init; } = "";

    public static AccountSummaryRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Group = fields.ReadString("group"),
            Tags = fields.ReadString("tags"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteText(Group, "group");
        fields.WriteText(Tags, "tags");
    }
}
