using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for up to 1000 past ticks; exactly one of start and end is given.</summary>
public sealed record HistoricalTicksRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqHistoricalTicks;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    public bool IncludeExpired { get; init; }

    public string? StartDateTime { get; init; }

    public string? EndDateTime { get; init; }

    public int NumberOfTicks { get; init; }

    /// <summary>TRADES, BID ASK or MIDPOINT.</summary>
    public string WhatToShow { get; init; } = "";

    public int UseRth { get; init; }

    public bool IgnoreSize { get; init; }

    public ValueList<TwsTagValue> MiscOptions { get; init; } = [];

    public static HistoricalTicksRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.Decode(ref fields),
            IncludeExpired = fields.ReadBool("includeExpired"),
            StartDateTime = fields.ReadText("startDateTime"),
            EndDateTime = fields.ReadText("endDateTime"),
            NumberOfTicks = fields.ReadInt32("numberOfTicks"),
            WhatToShow = fields.ReadString("whatToShow"),
            UseRth = fields.ReadInt32("useRth"),
            IgnoreSize = fields.ReadBool("ignoreSize"),
            MiscOptions = TwsTagValues.ReadText(ref fields, "miscOptions"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        fields.WriteBool(IncludeExpired);
        fields.WriteText(StartDateTime, "startDateTime");
        fields.WriteText(EndDateTime, "endDateTime");
        fields.WriteInt32(NumberOfTicks);
        fields.WriteText(WhatToShow, "whatToShow");
        fields.WriteInt32(UseRth);
        fields.WriteBool(IgnoreSize);
        TwsTagValues.WriteText(ref fields, MiscOptions, "miscOptions");
    }
}
