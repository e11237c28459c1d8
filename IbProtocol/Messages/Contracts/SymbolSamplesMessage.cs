using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Contracts whose symbol or name fits a search.</summary>
public sealed record SymbolSamplesMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.SymbolSamples;

    public int ReqId { get; init; }

    public ValueList<SymbolSample> Samples { get; init; } = [];

    public static SymbolSamplesMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Samples = fields.ReadList("sampleCount", SymbolSample.Decode),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteList(Samples, static (ref FieldWriter item, SymbolSample sample) => sample.Encode(ref item));
    }
}

/// <summary>One contract found by a search; a bond issuer has no conId but an issuer id.</summary>
public sealed record SymbolSample
{
    public int ConId { get; init; }

    public string? Symbol { get; init; }

    public string? SecType { get; init; }

    public string? PrimaryExch { get; init; }

    public string? Currency { get; init; }

    public ValueList<string> DerivativeSecTypes { get; init; } = [];

    public string? Description { get; init; }

    public string? IssuerId { get; init; }

    internal static SymbolSample Decode(ref FieldReader fields) =>
        new()
        {
            ConId = fields.ReadInt32("sample.conId"),
            Symbol = fields.ReadText("sample.symbol"),
            SecType = fields.ReadText("sample.secType"),
            PrimaryExch = fields.ReadText("sample.primaryExch"),
            Currency = fields.ReadText("sample.currency"),
            DerivativeSecTypes = fields.ReadList("sample.derivativeCount", static (ref FieldReader item) => item.ReadString("sample.derivativeSecType")),
            Description = fields.ReadText("sample.description"),
            IssuerId = fields.ReadText("sample.issuerId"),
        };

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteInt32(ConId);
        fields.WriteText(Symbol, "sample.symbol");
        fields.WriteText(SecType, "sample.secType");
        fields.WriteText(PrimaryExch, "sample.primaryExch");
        fields.WriteText(Currency, "sample.currency");
        fields.WriteList(DerivativeSecTypes, static (ref FieldWriter item, string value) => item.WriteText(value, "sample.derivativeSecType"));
        fields.WriteText(Description, "sample.description");
        fields.WriteText(IssuerId, "sample.issuerId");
    }
}
