using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

public sealed class HostileClientTests : IAsyncLifetime
{
    private SimulatedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await Gateways.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public void An_unknown_message_id_is_an_error_and_the_session_lives()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);

        client.SendBytes(Frame("9999\0x\0"));
        client.SendBytes(Frame("not a number\0"));

        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 320, count: 2);
        client.Send(new CurrentTimeRequest());
        client.Wait<CurrentTimeMessage>();
    }

    [Fact]
    public void A_request_cut_short_is_an_error_and_the_session_lives()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);

        client.SendBytes(Frame("3\0" + "1\0"));

        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 320);
        client.Send(new CurrentTimeRequest());
        client.Wait<CurrentTimeMessage>();
    }

    [Fact]
    public void An_oversized_frame_ends_that_session_alone()
    {
        using var other = RawClient.Connect(_gateway.Port, 2);
        using var client = RawClient.Connect(_gateway.Port, 1);

        client.SendBytes([0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3]);

        client.WaitForClose();
        other.Send(new CurrentTimeRequest());
        other.Wait<CurrentTimeMessage>();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("API\0\0\0\0\u0005hello")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public void A_hello_that_is_none_is_closed_without_a_word(string hello)
    {
        using var socket = Connect();

        socket.Send(Encoding.Latin1.GetBytes(hello));

        Assert.Equal(0, ReceiveOrReset(socket));
    }

    [Theory]
    [InlineData(100, 175)]
    [InlineData(200, 226)]
    public void A_version_range_that_does_not_meet_ours_is_closed(int min, int max) =>
        Assert.ThrowsAny<Exception>(() => RawClient.Open(_gateway.Port, min, max).Dispose());

    [Theory]
    [InlineData(176)]
    [InlineData(187)]
    [InlineData(190)]
    [InlineData(193)]
    [InlineData(195)]
    [InlineData(198)]
    public void Every_version_served_places_and_fills(int version)
    {
        using var client = RawClient.Connect(_gateway.Port, 1, 100, version);

        client.Place(Gateways.Apple, "BUY", 10);

        client.Wait<CommissionReportMessage>();
        client.Wait<OpenOrderMessage>(static m => m.State.Status == IbOrderStatus.Filled);
        Assert.Equal(version, client.Version);
        Assert.DoesNotContain(client.All(), static m => m is string);
    }

    [Fact]
    public void Bytes_may_come_one_by_one()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);

        foreach (var b in Frame("49\01\0"))
        {
            client.SendBytes([b]);
        }

        client.Wait<CurrentTimeMessage>();
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_and_slows_nobody()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Volatility = 1, TickRate = 400_000, MaxUnsentBytes = 1 << 20 });
        using var lazy = Connect(gateway.Port);
        lazy.ReceiveBufferSize = 4096;
        lazy.Send(Encoding.Latin1.GetBytes("API\0\0\0\0\u0009v176..199"));
        Assert.True(lazy.Receive(new byte[256]) > 0);
        lazy.Send(Frame("71\02\09\0\0"));
        Assert.True(lazy.Receive(new byte[16]) > 0);
        Assert.Contains((await gateway.StatsAsync()).Clients, static c => c.ClientId == 9);
        lazy.Send(Frame($"1\011\01\0{Gateways.Apple}\0\0\0\00\0\0\0SMART\0\0\0\0\00\0\00\00\0\0"));
        using var client = RawClient.Connect(gateway.Port, 1);

        await Gateways.UntilAsync(async () => (await gateway.StatsAsync()).Clients.All(static c => c.ClientId != 9));

        Assert.True((await gateway.StatsAsync()).TicksSent > 1000);
        client.Send(new CurrentTimeInMillisRequest());
        client.Wait<CurrentTimeInMillisMessage>();
    }

    private static byte[] Frame(string payload)
    {
        var frame = new byte[Frames.PrefixLength + payload.Length];
        Frames.WriteLength(frame, payload.Length);
        Encoding.Latin1.GetBytes(payload, frame.AsSpan(Frames.PrefixLength));
        return frame;
    }

    private static int ReceiveOrReset(Socket socket)
    {
        try
        {
            return socket.Receive(new byte[16]);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private Socket Connect() => Connect(_gateway.Port);

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }
}
