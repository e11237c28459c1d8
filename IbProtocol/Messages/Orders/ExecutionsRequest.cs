using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the current day's executions; ends with <see cref="ExecDetailsEndMessage"/>.</summary>
public sealed record ExecutionsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqExecutions;

    public int ReqId { get; init; }

    /// <summary>0 means any client.</summary>
    public int ClientId { get; init; }

    public string? AcctCode { get; init; }

    /// <summary>Lower bound.</summary>
    public string? Time { get; init; }

    public string? Symbol { get; init; }

    public string? SecType { get; init; }

    public string? Exchange { get; init; }

    /// <summary>BUY or SELL.</summary>
    public string? Side { get; init; }

    public static ExecutionsRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            ClientId = fields.ReadInt32("clientId"),
            AcctCode = fields.ReadText("acctCode"),
            Time = fields.ReadText("time"),
            Symbol = fields.ReadText("symbol"),
            SecType = fields.ReadText("secType"),
            Exchange = fields.ReadText("exchange"),
            Side = fields.ReadText("side"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(3);
        fields.WriteInt32(ReqId);
        fields.WriteInt32(ClientId);
        fields.WriteText(AcctCode, "acctCode");
        fields.WriteText(Time, "time");
        fields.WriteText(Symbol, "symbol");
        fields.WriteText(SecType, "secType");
        fields.WriteText(Exchange, "exchange");
        fields.WriteText(Side, "side");
    }
}
