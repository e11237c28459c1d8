using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribes to quotes. Legs and delta-neutral contract travel inside <see cref="Contract"/>.</summary>
public sealed record MktDataRequest : ClientMessage
{
    /// <summary>Legs follow this word only; unlike elsewhere, case matters here.</summary>
    private const string Combo = "BAG";

    public override ClientMessageId MessageId => ClientMessageId.ReqMktData;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    /// <summary>Comma list of generic tick ids.</summary>
    public string? GenericTickList { get; init; }

    public bool Snapshot { get; init; }

    /// <summary>Chargeable per request.</summary>
    public bool RegulatorySnapshot { get; init; }

    public ValueList<TwsTagValue> MktDataOptions { get; init; } = [];

    public static MktDataRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        var reqId = fields.ReadInt32("reqId");
        var contract = TwsContract.Decode(ref fields);
        if (contract.SecType == Combo)
        {
            contract = contract with { ComboLegs = TwsComboLeg.DecodeShortLegs(ref fields) };
        }

        contract = contract with { DeltaNeutral = TwsDeltaNeutral.DecodeOptional(ref fields) };
        return new()
        {
            ReqId = reqId,
            Contract = contract,
            GenericTickList = fields.ReadText("genericTickList"),
            Snapshot = fields.ReadBool("snapshot"),
            RegulatorySnapshot = fields.ReadBool("regulatorySnapshot"),
            MktDataOptions = TwsTagValues.ReadText(ref fields, "mktDataOptions"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(11);
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        if (Contract.SecType == Combo)
        {
            TwsComboLeg.EncodeShortLegs(ref fields, Contract.ComboLegs);
        }

        TwsDeltaNeutral.EncodeOptional(ref fields, Contract.DeltaNeutral);
        fields.WriteText(GenericTickList, "genericTickList");
        fields.WriteBool(Snapshot);
        fields.WriteBool(RegulatorySnapshot);
        TwsTagValues.WriteText(ref fields, MktDataOptions, "mktDataOptions");
    }
}
