using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for past bars, and with <see cref="KeepUpToDate"/> for the forming bar too.</summary>
public sealed record HistoricalDataRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqHistoricalData;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    public bool IncludeExpired { get; init; }

    /// <summary>Absent means now; must be absent with <see cref="KeepUpToDate"/>.</summary>
    public string? EndDateTime { get; init; }

    /// <summary>1 secs ... 1 month.</summary>
    public string BarSizeSetting { get; init; } = "";

    /// <summary>A number and S, D, W, M or Y.</summary>
    public string DurationStr { get; init; } = "";

    /// <summary>1 for regular hours only.</summary>
    public int UseRTH { get; init; }

    public string WhatToShow { get; init; } = "";

    /// <summary>1 text, 2 epoch seconds; daily bars are yyyyMMdd in both.</summary>
    public int FormatDate { get; init; }

    public bool KeepUpToDate { get; init; }

    public ValueList<TwsTagValue> ChartOptions { get; init; } = [];

    public static HistoricalDataRequest Decode(ref FieldReader fields)
    {
        var request = new HistoricalDataRequest
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.Decode(ref fields),
            IncludeExpired = fields.ReadBool("includeExpired"),
            EndDateTime = fields.ReadText("endDateTime"),
            BarSizeSetting = fields.ReadString("barSizeSetting"),
            DurationStr = fields.ReadString("durationStr"),
            UseRTH = fields.ReadInt32("useRTH"),
            WhatToShow = fields.ReadString("whatToShow"),
            FormatDate = fields.ReadInt32("formatDate"),
        };
        if (request.Contract.IsCombo)
        {
            request = request with { Contract = request.Contract with { ComboLegs = TwsComboLeg.DecodeShortLegs(ref fields) } };
        }

        return request with
        {
            KeepUpToDate = fields.ReadBool("keepUpToDate"),
            ChartOptions = TwsTagValues.ReadText(ref fields, "chartOptions"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        fields.WriteBool(IncludeExpired);
        fields.WriteText(EndDateTime, "endDateTime");
        fields.WriteText(BarSizeSetting, "barSizeSetting");
        fields.WriteText(DurationStr, "durationStr");
        fields.WriteInt32(UseRTH);
        fields.WriteText(WhatToShow, "whatToShow");
        fields.WriteInt32(FormatDate);
        if (Contract.IsCombo)
        {
            TwsComboLeg.EncodeShortLegs(ref fields, Contract.ComboLegs);
        }

        fields.WriteBool(KeepUpToDate);
        TwsTagValues.WriteText(ref fields, ChartOptions, "chartOptions");
    }
}
