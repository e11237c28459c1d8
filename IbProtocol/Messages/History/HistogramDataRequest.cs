using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for traded size per price.</summary>
public sealed record HistogramDataRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqHistogramData;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    public bool IncludeExpired { get; init; }

    public bool UseRTH { get; init; }

    public string Period { get; init; } = "";

    public static HistogramDataRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.Decode(ref fields),
            IncludeExpired = fields.ReadBool("includeExpired"),
            UseRTH = fields.ReadBool("useRTH"),
            Period = fields.ReadString("period"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        fields.WriteBool(IncludeExpired);
        fields.WriteBool(UseRTH);
        fields.WriteText(Period, "period");
    }
}
