using System.Buffers;
using System.Text;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

public sealed class ContractDataTests
{
    /// <summary>Clients in Python read the event multiplier as a whole number: neither a fraction nor the largest double may stand for its absence.</summary>
    [Theory]
    [InlineData(176)]
    [InlineData(178)]
    [InlineData(199)]
    public void A_contract_without_an_event_multiplier_leaves_the_field_empty(int version)
    {
        var written = new ArrayBufferWriter<byte>();
        var message = new ContractDataMessage { ReqId = 1, Contract = new TwsContract { ConId = 265598 }, TimeZoneId = "America/New_York", EvRule = "none" };
        ServerMessageEncoder.Encode(in message, version, written);

        Assert.Contains("\0none\0\0", Encoding.ASCII.GetString(written.WrittenSpan), StringComparison.Ordinal);
    }
}
