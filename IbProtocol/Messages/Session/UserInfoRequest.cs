using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the login's white-branding id.</summary>
public sealed record UserInfoRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqUserInfo;

    public int ReqId { get; init; }

    public static UserInfoRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
    }
}
