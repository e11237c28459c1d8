using System.Buffers;
using System.Net;
using System.Net.Sockets;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Tests.Simulator;

/// <summary>A bare client: encodes requests, keeps every message that comes, waits for one that fits.</summary>
internal sealed class RawClient : IServerMessageHandler, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly List<object> _messages = [];
    private readonly object _gate = new();
    private bool _closed;
    private bool _keepsGarbage;

    private RawClient()
    {
    }

    public int Version { get; private set; }

    /// <summary>Sees every frame behind the handshake before it is decoded; what it throws is kept as unreadable.</summary>
    public Action<byte[]>? Inspect { get; private init; }

    public int NextOrderId { get; set; }

    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _closed;
            }
        }
    }

    /// <summary>Connects, starts the API and waits until the session is ready.</summary>
    /// <param name="keepsGarbage">What cannot be decoded is kept as text; else it ends the session.</param>
    public static RawClient Connect(int port, int clientId, int minVersion = 176, int maxVersion = 199, bool keepsGarbage = false, Action<byte[]>? inspect = null)
    {
        var client = Open(port, minVersion, maxVersion, keepsGarbage, inspect);
        client.Send(new StartApiRequest { ClientId = clientId });
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 2158);
        client.NextOrderId = client.Wait<NextValidIdMessage>().OrderId;
        return client;
    }

    /// <summary>Connects and shakes hands without startApi.</summary>
    public static RawClient Open(int port, int minVersion = 176, int maxVersion = 199, bool keepsGarbage = false, Action<byte[]>? inspect = null)
    {
        var client = new RawClient { _keepsGarbage = keepsGarbage, Inspect = inspect };
        client._socket.Connect(IPAddress.Loopback, port);
        var hello = new ArrayBufferWriter<byte>();
        Handshake.WriteHello(hello, minVersion, maxVersion);
        client._socket.Send(hello.WrittenSpan);
        client.Version = Handshake.ParseReply(client.ReadFrame() ?? throw new IOException("The server closed the connection.")).ServerVersion;
        new Thread(client.Read) { IsBackground = true }.Start();
        return client;
    }

    public void Send(ClientMessage message)
    {
        var frame = new ArrayBufferWriter<byte>();
        ClientMessageEncoder.Encode(message, Version, frame);
        _socket.Send(frame.WrittenSpan);
    }

    public void SendBytes(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    /// <summary>Places an order under the next id.</summary>
    public int Place(int conId, string action, decimal quantity, decimal? limit = null, Func<TwsOrder, TwsOrder>? also = null)
    {
        var id = NextOrderId++;
        Place(id, conId, action, quantity, limit, also);
        return id;
    }

    public void Place(int id, int conId, string action, decimal quantity, decimal? limit = null, Func<TwsOrder, TwsOrder>? also = null)
    {
        var order = new TwsOrder { Action = action, TotalQuantity = quantity, OrderType = limit is null ? "MKT" : "LMT", LmtPrice = limit, Tif = "GTC", OrderRef = $"ref-{id}" };
        Send(new PlaceOrderRequest { OrderId = id, Contract = new TwsContract { ConId = conId, Exchange = "SMART" }, Order = also?.Invoke(order) ?? order });
    }

    /// <summary>Places an order for any contract under the next id; a price of null is left out.</summary>
    public int Place(TwsContract contract, TwsOrder order)
    {
        var id = NextOrderId++;
        Send(new PlaceOrderRequest { OrderId = id, Contract = contract, Order = order with { Tif = order.Tif ?? "GTC" } });
        return id;
    }

    /// <summary>The first message of the kind that fits, received already or to come; or the one that makes so many.</summary>
    /// <param name="after">So many messages, of any kind, are passed over.</param>
    public T Wait<T>(Func<T, bool>? fits = null, int count = 1, int after = 0)
    {
        var until = DateTime.UtcNow + Deadline;
        lock (_gate)
        {
            while (true)
            {
                var found = _messages.Skip(after).OfType<T>().Where(m => fits?.Invoke(m) ?? true).Take(count).ToArray();
                if (found.Length == count)
                {
                    return found[^1];
                }

                var left = until - DateTime.UtcNow;
                if (left <= TimeSpan.Zero || _closed)
                {
                    throw new TimeoutException($"No {typeof(T).Name} that fits; closed: {_closed}; received: {string.Join("\n", _messages.TakeLast(30))}");
                }

                Monitor.Wait(_gate, left);
            }
        }
    }

    public void WaitForClose()
    {
        var until = DateTime.UtcNow + Deadline;
        lock (_gate)
        {
            while (!_closed)
            {
                if (!Monitor.Wait(_gate, Deadline) && DateTime.UtcNow > until)
                {
                    throw new TimeoutException("The connection is still open.");
                }
            }
        }
    }

    public IReadOnlyList<T> All<T>()
    {
        lock (_gate)
        {
            return [.. _messages.OfType<T>()];
        }
    }

    public IReadOnlyList<object> All() => All<object>();

    public void Forget()
    {
        lock (_gate)
        {
            _messages.Clear();
        }
    }

    public void Dispose() => _socket.Dispose();

    void IServerMessageHandler.OnTickPrice(in TickPriceMessage message) => Add(message);

    void IServerMessageHandler.OnTickSize(in TickSizeMessage message) => Add(message);

    void IServerMessageHandler.OnTickString(in TickStringMessage message) => Add(message);

    void IServerMessageHandler.OnTickGeneric(in TickGenericMessage message) => Add(message);

    void IServerMessageHandler.OnTickByTickAllLast(in TickByTickAllLastMessage message) => Add(message);

    void IServerMessageHandler.OnTickByTickBidAsk(in TickByTickBidAskMessage message) => Add(message);

    void IServerMessageHandler.OnTickByTickMidPoint(in TickByTickMidPointMessage message) => Add(message);

    void IServerMessageHandler.OnRealTimeBar(in RealTimeBarMessage message) => Add(message);

    void IServerMessageHandler.OnOrderStatus(in OrderStatusMessage message) => Add(message);

    void IServerMessageHandler.OnMessage(ServerMessage message) => Add(message);

    void IServerMessageHandler.OnUnknown(int id, ReadOnlySpan<byte> payload) => throw new InvalidDataException($"Unknown message {id}.");

    void IServerMessageHandler.OnTrailing(int id, int count) => throw new InvalidDataException($"{count} trailing fields in message {id}.");

    private void Add(object message)
    {
        lock (_gate)
        {
            _messages.Add(message);
            Monitor.PulseAll(_gate);
        }
    }

    private void Read()
    {
        try
        {
            while (ReadFrame() is { } payload)
            {
                Inspect?.Invoke(payload);
                Decode(payload);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Add(e);
        }
        catch (Exception e) when (e is TwsMessageException or TwsProtocolException or InvalidDataException)
        {
            Add("UNREADABLE " + e.Message);
        }
        finally
        {
            lock (_gate)
            {
                _closed = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Decode(byte[] payload)
    {
        try
        {
            ServerMessageDecoder.Decode(payload, Version, this);
        }
        catch (Exception e) when (_keepsGarbage && (e is TwsMessageException or InvalidDataException))
        {
            Add("GARBAGE " + e.Message);
        }
    }

    private byte[]? ReadFrame()
    {
        var prefix = new byte[Frames.PrefixLength];
        if (!Fill(prefix))
        {
            return null;
        }

        var payload = new byte[Frames.ReadLength(prefix)];
        return Fill(payload) ? payload : null;
    }

    private bool Fill(Span<byte> target)
    {
        while (target.Length > 0)
        {
            var count = _socket.Receive(target);
            if (count == 0)
            {
                return false;
            }

            target = target[count..];
        }

        return true;
    }
}
