using System.Buffers;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Benchmarks.Micro;

/// <summary>Frames of a busy market: prices, sizes, trades, quotes tick by tick, and an order status now and then.</summary>
internal static class WireFrames
{
    public const int Messages = 10_000;

    public enum Kind
    {
        OrderStatus = 0,
        TickPrice = 1,
        TickSize = 2,
        TickByTickBidAsk = 3,
        TickByTickAllLast = 4,
    }

    /// <summary><see cref="Messages"/> frames behind each other: of one kind, else as a busy market mixes them.</summary>
    public static byte[] Ticks(Kind? only = null)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var i = 0; i < Messages; i++)
        {
            Write(output, i, only ?? KindOf(i));
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Splits and decodes everything; returns how many messages the handler got.</summary>
    public static long Decode(ReadOnlySpan<byte> frames, CountingHandler handler)
    {
        var before = handler.Count;
        while (Frames.TryReadFrame(ref frames, out var payload))
        {
            ServerMessageDecoder.Decode(payload, Versions.Max, handler);
        }

        return handler.Count - before;
    }

    private static Kind KindOf(int i) => (i % 20) switch
    {
        0 => Kind.OrderStatus,
        < 8 => Kind.TickPrice,
        < 14 => Kind.TickSize,
        < 17 => Kind.TickByTickBidAsk,
        _ => Kind.TickByTickAllLast,
    };

    private static void Write(ArrayBufferWriter<byte> output, int i, Kind kind)
    {
        var (id, price, at) = (1000 + (i % 100), 187.24m + (i % 50 / 100m), DateTimeOffset.FromUnixTimeSeconds(1_795_446_667 + (i / 100)));
        switch (kind)
        {
            case Kind.OrderStatus:
                ServerMessageEncoder.Encode(new OrderStatusMessage { OrderId = i, Status = IbOrderStatus.Submitted, Filled = 0, Remaining = 100, AvgFillPrice = 0, PermId = 1_376_327_563, LastFillPrice = 0, ClientId = 7, MktCapPrice = 0 }, Versions.Max, output);
                break;
            case Kind.TickPrice:
                ServerMessageEncoder.Encode(new TickPriceMessage { ReqId = id, TickType = 1 + (i % 2), Price = price, Size = 300 }, Versions.Max, output);
                break;
            case Kind.TickSize:
                ServerMessageEncoder.Encode(new TickSizeMessage { ReqId = id, TickType = 0, Size = 100 + (i % 900) }, Versions.Max, output);
                break;
            case Kind.TickByTickBidAsk:
                ServerMessageEncoder.Encode(new TickByTickBidAskMessage { ReqId = id, Time = at, BidPrice = price, AskPrice = price + 0.02m, BidSize = 300, AskSize = 1200 }, Versions.Max, output);
                break;
            default:
                ServerMessageEncoder.Encode(new TickByTickAllLastMessage { ReqId = id, Kind = TickByTickKind.AllLast, Time = at, Price = price, Size = 100, Exchange = "ISLAND" }, Versions.Max, output);
                break;
        }
    }
}
