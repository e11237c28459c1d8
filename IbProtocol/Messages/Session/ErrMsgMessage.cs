using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>An error, a warning or plain news; <see cref="IbErrors"/> tells which.</summary>
public sealed record ErrMsgMessage : ServerMessage
{
    private const int OldVersion = 2;

    public override ServerMessageId MessageId => ServerMessageId.ErrMsg;

    /// <summary>A request id or an order id; -1 concerns the whole session.</summary>
    public int Id { get; init; } = -1;

    public int ErrorCode { get; init; }

    /// <summary>Never empty when sent: IB's own client fails on an empty text.</summary>
    public string ErrorMsg { get; init; } = "";

    /// <summary>Which checks refused the order, as JSON.</summary>
    public string? AdvancedOrderRejectJson { get; init; }

    /// <summary>When it happened. Absent below server version 194.</summary>
    public DateTimeOffset? ErrorTime { get; init; }

    public static ErrMsgMessage Decode(ref FieldReader fields, int serverVersion)
    {
        if (serverVersion < Versions.ErrorTime)
        {
            fields.Skip("version");
        }

        return new()
        {
            Id = fields.ReadInt32("id"),
            ErrorCode = fields.ReadInt32("errorCode"),
            ErrorMsg = fields.ReadEscapedText("errorMsg") ?? "",
            AdvancedOrderRejectJson = fields.ReadEscapedText("advancedOrderRejectJson"),
            ErrorTime = serverVersion >= Versions.ErrorTime ? ReadTime(ref fields) : null,
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        if (serverVersion < Versions.ErrorTime)
        {
            fields.WriteInt32(OldVersion);
        }

        fields.WriteInt32(Id);
        fields.WriteInt32(ErrorCode);
        fields.WriteEscapedText(ErrorMsg, "errorMsg");
        fields.WriteEscapedText(AdvancedOrderRejectJson, "advancedOrderRejectJson");
        if (serverVersion >= Versions.ErrorTime)
        {
            fields.WriteInt64(ErrorTime?.ToUnixTimeMilliseconds() ?? 0);
        }
    }

    /// <summary>An error must reach its reader even when its time is no time.</summary>
    private static DateTimeOffset? ReadTime(ref FieldReader fields) =>
        fields.ReadInt64("errorTime") is var milliseconds and not 0 ? UnixTime.FromMilliseconds(milliseconds) : null;
}
