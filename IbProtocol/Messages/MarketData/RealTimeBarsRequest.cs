using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribes to five-second bars.</summary>
public sealed record RealTimeBarsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqRealTimeBars;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    /// <summary>Only 5 is accepted.</summary>
    public int BarSize { get; init; }

    /// <summary>TRADES, MIDPOINT, BID or ASK.</summary>
    public string WhatToShow { get; init; } = "";

    public bool UseRTH { get; init; }

    public ValueList<TwsTagValue> RealTimeBarsOptions { get; init; } = [];

    public static RealTimeBarsRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.Decode(ref fields),
            BarSize = fields.ReadInt32("barSize"),
            WhatToShow = fields.ReadString("whatToShow"),
            UseRTH = fields.ReadBool("useRTH"),
            RealTimeBarsOptions = TwsTagValues.ReadText(ref fields, "realTimeBarsOptions"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(3);
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        fields.WriteInt32(BarSize);
        fields.WriteText(WhatToShow, "whatToShow");
        fields.WriteBool(UseRTH);
        TwsTagValues.WriteText(ref fields, RealTimeBarsOptions, "realTimeBarsOptions");
    }
}
