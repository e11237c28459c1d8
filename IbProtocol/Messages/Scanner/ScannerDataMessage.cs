using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The rows of a scanner, best first. Each message replaces the one before.</summary>
public sealed record ScannerDataMessage : ServerMessage
{
    private const int LastVersion = 3;

    public override ServerMessageId MessageId => ServerMessageId.ScannerData;

    public int ReqId { get; init; }

    public ValueList<ScannerRow> Rows { get; init; } = [];

    public static ScannerDataMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Rows = fields.ReadList("rowCount", ScannerRow.Decode),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(LastVersion);
        fields.WriteInt32(ReqId);
        fields.WriteList(Rows, static (ref FieldWriter item, ScannerRow row) => row.Encode(ref item));
    }
}

/// <summary>One contract found by a scanner.</summary>
public sealed record ScannerRow
{
    public int Rank { get; init; }

    public TwsContract Contract { get; init; } = new();

    public string? MarketName { get; init; }

    public string? Distance { get; init; }

    public string? Benchmark { get; init; }

    public string? Projection { get; init; }

    public string? Legs { get; init; }

    internal static ScannerRow Decode(ref FieldReader fields)
    {
        var rank = fields.ReadInt32("row.rank");
        var contract = new TwsContract
        {
            ConId = fields.ReadInt32("row.conId"),
            Symbol = fields.ReadText("row.symbol"),
            SecType = fields.ReadText("row.secType"),
            LastTradeDateOrContractMonth = fields.ReadText("row.lastTradeDate"),
            Strike = TwsContract.ReadStrike(ref fields),
            Right = fields.ReadText("row.right"),
            Exchange = fields.ReadText("row.exchange"),
            Currency = fields.ReadText("row.currency"),
            LocalSymbol = fields.ReadText("row.localSymbol"),
        };
        var marketName = fields.ReadText("row.marketName");
        return new()
        {
            Rank = rank,
            MarketName = marketName,
            Contract = contract with { TradingClass = fields.ReadText("row.tradingClass") },
            Distance = fields.ReadText("row.distance"),
            Benchmark = fields.ReadText("row.benchmark"),
            Projection = fields.ReadText("row.projection"),
            Legs = fields.ReadText("row.legs"),
        };
    }

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteInt32(Rank);
        fields.WriteInt32(Contract.ConId);
        fields.WriteText(Contract.Symbol, "row.symbol");
        fields.WriteText(Contract.SecType, "row.secType");
        fields.WriteText(Contract.LastTradeDateOrContractMonth, "row.lastTradeDate");
        fields.WriteDecimal(Contract.Strike ?? 0);
        fields.WriteText(Contract.Right, "row.right");
        fields.WriteText(Contract.Exchange, "row.exchange");
        fields.WriteText(Contract.Currency, "row.currency");
        fields.WriteText(Contract.LocalSymbol, "row.localSymbol");
        fields.WriteText(MarketName, "row.marketName");
        fields.WriteText(Contract.TradingClass, "row.tradingClass");
        fields.WriteText(Distance, "row.distance");
        fields.WriteText(Benchmark, "row.benchmark");
        fields.WriteText(Projection, "row.projection");
        fields.WriteText(Legs, "row.legs");
    }
}
