using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribes to every tick of one contract.</summary>
public sealed record TickByTickDataRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqTickByTickData;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    /// <summary>Last, AllLast, BidAsk or MidPoint; case matters.</summary>
    public string TickType { get; init; } = "";

    /// <summary>0 streams only; n sends n historical ticks first.</summary>
    public int NumberOfTicks { get; init; }

    public bool IgnoreSize { get; init; }

    public static TickByTickDataRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.Decode(ref fields),
            TickType = fields.ReadString("tickType"),
            NumberOfTicks = fields.ReadInt32("numberOfTicks"),
            IgnoreSize = fields.ReadBool("ignoreSize"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        fields.WriteText(TickType, "tickType");
        fields.WriteInt32(NumberOfTicks);
        fields.WriteBool(IgnoreSize);
    }
}
