using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The display groups of TWS.</summary>
public sealed record DisplayGroupListMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.DisplayGroupList;

    public int ReqId { get; init; }

    public string? Groups { get; init; }

    public static DisplayGroupListMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Groups = fields.ReadText("groups"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteText(Groups, "groups");
    }
}
