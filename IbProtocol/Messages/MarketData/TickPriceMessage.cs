using System.Runtime.CompilerServices;
using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A price of a quote line together with its size. A tickSize with the same size usually follows.</summary>
public readonly record struct TickPriceMessage : IServerMessage
{
    private const int CanAutoExecuteBit = 1;
    private const int PastLimitBit = 2;
    private const int PreOpenBit = 4;
    private const int LastVersion = 6;

    public ServerMessageId MessageId => ServerMessageId.TickPrice;

    public int ReqId { get; init; }

    public int TickType { get; init; }

    /// <summary>Combinations have real negative and zero prices: see <see cref="IsNoQuote"/>.</summary>
    public decimal? Price { get; init; }

    public decimal? Size { get; init; }

    public bool CanAutoExecute { get; init; }

    public bool PastLimit { get; init; }

    public bool PreOpen { get; init; }

    /// <summary>There is no quote at present: -1 (for some products 0) with size 0.</summary>
    public bool IsNoQuote => Price is null || (Price is -1 or 0 && Size is null or 0);

    /// <summary>The tick type under which <see cref="Size"/> is reported; null when this price has none.</summary>
    public int? SizeTickType => TickType switch
    {
        1 => 0,
        2 => 3,
        4 => 5,
        66 => 69,
        67 => 70,
        68 => 71,
        _ => null,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TickPriceMessage Decode<TReader>(ref TReader fields)
        where TReader : struct, IFieldReader, allows ref struct
    {
        fields.Skip("version");
        var reqId = fields.ReadInt32("reqId");
        var tickType = fields.ReadInt32("tickType");
        var price = fields.ReadDecimalOrMax("price");
        var size = fields.ReadQuantityOrEmpty("size");
        var mask = fields.ReadInt32("attrMask");
        return new()
        {
            ReqId = reqId,
            TickType = tickType,
            Price = price,
            Size = size,
            CanAutoExecute = (mask & CanAutoExecuteBit) != 0,
            PastLimit = (mask & PastLimitBit) != 0,
            PreOpen = (mask & PreOpenBit) != 0,
        };
    }

    public void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(LastVersion);
        fields.WriteInt32(ReqId);
        fields.WriteInt32(TickType);
        fields.WriteDecimalOrMax(Price);
        fields.WriteQuantityOrEmpty(Size);
        fields.WriteInt32((CanAutoExecute ? CanAutoExecuteBit : 0) | (PastLimit ? PastLimitBit : 0) | (PreOpen ? PreOpenBit : 0));
    }
}
