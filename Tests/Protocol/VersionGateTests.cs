using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.Tests.Protocol.Golden;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

/// <summary>Reading and writing agree on the layout at every version, not only at those with vectors.</summary>
public sealed class VersionGateTests
{
    public static TheoryData<int> AllVersions => [.. Enumerable.Range(Versions.ServerMin, Versions.Max - Versions.ServerMin + 1)];

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void Every_request_is_read_to_its_last_byte(int version)
    {
        foreach (var vector in VectorFiles.Requests().Where(vector => vector.Call != "eConnect"))
        {
            var request = ClientMessageDecoder.Decode(vector.Payload, vector.ServerVersion);
            var frame = Wire.Frame(request, version);

            Assert.Equal(frame, Wire.Frame(ClientMessageDecoder.Decode(Wire.PayloadOf(frame), version), version));
        }
    }

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void Every_response_is_read_to_its_last_byte(int version)
    {
        foreach (var vector in VectorFiles.Responses().Where(vector => vector.ServerVersion > 0))
        {
            var frame = Wire.Frame(Wire.Decode(vector.Payload, vector.ServerVersion).Messages[0], version);
            var again = Wire.Decode(Wire.PayloadOf(frame), version);

            Assert.Equal(0, again.Trailing);
            Assert.Equal(frame, Wire.Frame(again.Messages[0], version));
        }
    }

    [Theory]
    [InlineData(186, "4|1|5||")]
    [InlineData(187, "4|1|5||||2147483647|")]
    [InlineData(189, "4|1|5||||2147483647|")]
    [InlineData(190, "4|1|5||")]
    [InlineData(191, "4|1|5||")]
    [InlineData(192, "4|5|||2147483647|")]
    public void Cancelling_changes_its_layout_at_its_gates(int version, string expected) =>
        Assert.Equal(Wire.Payload(expected), Wire.PayloadOf(Wire.Frame(new CancelOrderRequest { OrderId = 5 }, version)).ToArray());

    [Theory]
    [InlineData(193, "4|2|7|201|no||")]
    [InlineData(194, "4|7|201|no||0|")]
    public void Errors_change_their_layout_at_their_gate(int version, string expected) =>
        Assert.Equal(Wire.Payload(expected), Wire.PayloadOf(Wire.Frame(new ErrMsgMessage { Id = 7, ErrorCode = 201, ErrorMsg = "no" }, version)).ToArray());

    [Theory]
    [InlineData(195, "17|7|a|b|0|")]
    [InlineData(196, "17|7|0|")]
    public void History_loses_its_start_and_end_at_their_gate(int version, string expected) =>
        Assert.Equal(
            Wire.Payload(expected),
            Wire.PayloadOf(Wire.Frame(new HistoricalDataMessage { ReqId = 7, Start = "a", End = "b" }, version)).ToArray());

    [Theory]
    [InlineData(176, 0)]
    [InlineData(182, -1)]
    [InlineData(183, 0)]
    [InlineData(184, 1)]
    [InlineData(187, 3)]
    [InlineData(189, 4)]
    [InlineData(190, 2)]
    [InlineData(192, 3)]
    [InlineData(199, 4)]
    public void Placing_an_order_has_as_many_fields_as_its_version_says(int version, int beyond) =>
        Assert.Equal(FieldCount(176) + beyond, FieldCount(version));

    private static int FieldCount(int version) =>
        Wire.PayloadOf(Wire.Frame(new PlaceOrderRequest { OrderId = 5, Order = new() { Action = "BUY", OrderType = "MKT" } }, version)).Count((byte)0);
}
