using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for all contracts that fit; one message each, then an end marker.</summary>
public sealed record ContractDetailsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqContractDetails;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    public bool IncludeExpired { get; init; }

    /// <summary>ISIN, CUSIP, SEDOL, RIC or FIGI.</summary>
    public string? SecIdType { get; init; }

    public string? SecId { get; init; }

    /// <summary>Bond issuer search.</summary>
    public string? IssuerId { get; init; }

    public static ContractDetailsRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.Decode(ref fields),
            IncludeExpired = fields.ReadBool("includeExpired"),
            SecIdType = fields.ReadText("secIdType"),
            SecId = fields.ReadText("secId"),
            IssuerId = fields.ReadText("issuerId"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(8);
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        fields.WriteBool(IncludeExpired);
        fields.WriteText(SecIdType, "secIdType");
        fields.WriteText(SecId, "secId");
        fields.WriteText(IssuerId, "issuerId");
    }
}
