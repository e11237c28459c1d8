using System.Buffers;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

/// <summary>Hot messages cost no garbage, in either direction.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 1_000;

    public static TheoryData<string> HotPayloads =>
    [
        "1|6|1001|1|187.24|300|1|",
        "1|6|1001|1|-1.0|0|0|",
        "2|6|1001|0|0.00012500|",
        "45|6|1001|49|0.0|",
        "46|6|1001|45|1795446667|",
        "99|2001|1|1795446667|187.25|100|2|ISLAND| TI|",
        "99|2003|3|1795446667|187.24|187.26|300|1200|1|",
        "99|2004|4|1795446667|187.255|",
        "50|3|3001|1795446665|187.2|187.3|187.15|187.25|12345|187.231|87|",
        "3|13|Submitted|0|100|0.0|1376327563|0|0.0|7||0.0|",
        "3|13|Filled|100|0|187.24|1376327563|0|1.8724E2|7||0.0|",
    ];

    [Theory]
    [MemberData(nameof(HotPayloads))]
    public void A_hot_message_is_read_without_allocating(string text)
    {
        var payload = Wire.Payload(text);
        var handler = new CountingHandler();
        Decode(payload, handler); // Compiles everything.

        var before = GC.GetAllocatedBytesForCurrentThread();
        Decode(payload, handler);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(2 * Rounds, handler.Hot);
    }

    [Fact]
    public void A_quote_is_written_without_allocating()
    {
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var tick = new TickPriceMessage { ReqId = 1001, TickType = 1, Price = 187.24m, Size = 300 };
        Encode(tick, output);
        output.ResetWrittenCount();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Encode(tick, output);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Decode(byte[] payload, CountingHandler handler)
    {
        for (var i = 0; i < Rounds; i++)
        {
            ServerMessageDecoder.Decode(payload, Versions.Max, handler);
        }
    }

    private static void Encode(in TickPriceMessage tick, ArrayBufferWriter<byte> output)
    {
        for (var i = 0; i < Rounds; i++)
        {
            ServerMessageEncoder.Encode(tick, Versions.Max, output);
        }
    }

    private sealed class CountingHandler : IServerMessageHandler
    {
        public int Hot { get; private set; }

        public void OnTickPrice(in TickPriceMessage message) => Hot++;

        public void OnTickSize(in TickSizeMessage message) => Hot++;

        public void OnTickString(in TickStringMessage message) => Hot++;

        public void OnTickGeneric(in TickGenericMessage message) => Hot++;

        public void OnTickByTickAllLast(in TickByTickAllLastMessage message) => Hot++;

        public void OnTickByTickBidAsk(in TickByTickBidAskMessage message) => Hot++;

        public void OnTickByTickMidPoint(in TickByTickMidPointMessage message) => Hot++;

        public void OnRealTimeBar(in RealTimeBarMessage message) => Hot++;

        public void OnOrderStatus(in OrderStatusMessage message) => Hot++;

        public void OnMessage(ServerMessage message) => Assert.Fail("not hot");

        public void OnUnknown(int id, ReadOnlySpan<byte> payload) => Assert.Fail("unknown");

        public void OnTrailing(int id, int count) => Assert.Fail("trailing");
    }
}
