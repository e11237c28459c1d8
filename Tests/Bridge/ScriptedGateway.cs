using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Tests.Bridge;

/// <summary>A gateway in this process that does what a test says, and by default answers logins, lists and time requests.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    public const string Account = "DU1000001";

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="port">0 for any.</param>
    public ScriptedGateway(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Asked first for every request: true means that the script has dealt with it.</summary>
    public Func<ScriptedClient, ClientMessage, bool> Script { get; set; } = static (_, _) => false;

    public int NextValidId { get; set; } = 1;

    public ConcurrentQueue<ClientMessage> Received { get; } = new();

    public ConcurrentQueue<ScriptedClient> Clients { get; } = new();

    public ScriptedClient Newest => Clients.Last();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var client in Clients)
        {
            client.Drop();
        }

        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    internal void Handle(ScriptedClient client, ClientMessage message)
    {
        Received.Enqueue(message);
        if (!Script(client, message))
        {
            Answer(client, message);
        }
    }

    /// <summary>What a quiet gateway without orders or positions says.</summary>
    public void Answer(ScriptedClient client, ClientMessage message)
    {
        switch (message)
        {
            case StartApiRequest:
                client.Send(new ManagedAccountsMessage { AccountsList = Account });
                client.Send(new NextValidIdMessage { OrderId = NextValidId });
                break;
            case AllOpenOrdersRequest or OpenOrdersRequest:
                client.Send(new OpenOrderEndMessage());
                break;
            case ExecutionsRequest executions:
                client.Send(new ExecDetailsEndMessage { ReqId = executions.ReqId });
                break;
            case CompletedOrdersRequest:
                client.Send(new CompletedOrdersEndMessage());
                break;
            case PositionsRequest:
                client.Send(new PositionEndMessage());
                break;
            case AccountUpdatesRequest:
                client.Send(new AccountDownloadEndMessage { Account = Account });
                break;
            case CurrentTimeRequest:
                client.Send(new CurrentTimeMessage { Time = DateTimeOffset.UtcNow });
                break;
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = new ScriptedClient(this, await _listener.AcceptTcpClientAsync(_stop.Token));
            Clients.Enqueue(client);
            _ = client.ServeAsync(); // Ends with its socket, which this server closes.
        }
    }
}

/// <summary>One connection of the scripted gateway.</summary>
internal sealed class ScriptedClient(ScriptedGateway gateway, TcpClient tcp)
{
    private const int Version = Versions.Max;
    private readonly Lock _writing = new();

    public void Send<T>(in T message)
        where T : IServerMessage
    {
        var output = new ArrayBufferWriter<byte>();
        ServerMessageEncoder.Encode(in message, Version, output);
        SendBytes(output.WrittenSpan);
    }

    /// <summary>A payload of any fields, framed.</summary>
    public void SendFields(params string[] fields)
    {
        var payload = System.Text.Encoding.Latin1.GetBytes(string.Concat(fields.Select(static field => field + "\0")));
        var frame = new byte[Frames.PrefixLength + payload.Length];
        Frames.WriteLength(frame, payload.Length);
        payload.CopyTo(frame, Frames.PrefixLength);
        SendBytes(frame);
    }

    public void SendBytes(ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            tcp.Client.Send(bytes);
        }
    }

    public void Error(int id, int code, string text) =>
        Send(new ErrMsgMessage { Id = id, ErrorCode = code, ErrorMsg = text, ErrorTime = DateTimeOffset.UtcNow });

    public void Drop() => tcp.Close();

    public async Task ServeAsync()
    {
        tcp.NoDelay = true;
        var buffer = new byte[1 << 20];
        var (filled, greeted) = (0, false);
        try
        {
            while (await tcp.Client.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var count)
            {
                filled += count;
                filled = Consume(buffer.AsSpan(0, filled), ref greeted);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test or the bridge closed the socket.
        }
    }

    private int Consume(Span<byte> received, ref bool greeted)
    {
        ReadOnlySpan<byte> rest = received;
        if (!greeted && Handshake.TryReadHello(ref rest, out _))
        {
            greeted = true;
            var reply = new ArrayBufferWriter<byte>();
            Handshake.WriteReply(reply, Version, "20261123 15:30:00 America/New_York");
            SendBytes(reply.WrittenSpan);
        }

        while (greeted && Frames.TryReadFrame(ref rest, out var payload))
        {
            gateway.Handle(this, ClientMessageDecoder.Decode(payload, Version));
        }

        rest.CopyTo(received);
        return rest.Length;
    }
}
