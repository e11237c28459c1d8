using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks how far a contract's history reaches back.</summary>
public sealed record HeadTimestampRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqHeadTimestamp;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    public bool IncludeExpired { get; init; }

    public int UseRTH { get; init; }

    public string WhatToShow { get; init; } = "";

    /// <summary>1 text, 2 epoch seconds.</summary>
    public int FormatDate { get; init; }

    public static HeadTimestampRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.Decode(ref fields),
            IncludeExpired = fields.ReadBool("includeExpired"),
            UseRTH = fields.ReadInt32("useRTH"),
            WhatToShow = fields.ReadString("whatToShow"),
            FormatDate = fields.ReadInt32("formatDate"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        fields.WriteBool(IncludeExpired);
        fields.WriteInt32(UseRTH);
        fields.WriteText(WhatToShow, "whatToShow");
        fields.WriteInt32(FormatDate);
    }
}
