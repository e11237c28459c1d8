using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribes to the order book.</summary>
public sealed record MktDepthRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqMktDepth;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    public int NumRows { get; init; }

    public bool IsSmartDepth { get; init; }

    public ValueList<TwsTagValue> MktDepthOptions { get; init; } = [];

    public static MktDepthRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.Decode(ref fields),
            NumRows = fields.ReadInt32("numRows"),
            IsSmartDepth = fields.ReadBool("isSmartDepth"),
            MktDepthOptions = TwsTagValues.ReadText(ref fields, "mktDepthOptions"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(5);
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        fields.WriteInt32(NumRows);
        fields.WriteBool(IsSmartDepth);
        TwsTagValues.WriteText(ref fields, MktDepthOptions, "mktDepthOptions");
    }
}
