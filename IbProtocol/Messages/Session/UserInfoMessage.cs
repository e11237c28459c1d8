using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The login's white-branding id.</summary>
public sealed record UserInfoMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.UserInfo;

    public int ReqId { get; init; }

    public string? WhiteBrandingId { get; init; }

    public static UserInfoMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            WhiteBrandingId = fields.ReadText("whiteBrandingId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(WhiteBrandingId, "whiteBrandingId");
    }
}
