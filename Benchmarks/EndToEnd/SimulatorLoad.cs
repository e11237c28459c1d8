using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OrleansTrader.Benchmarks.Measuring;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>How much the simulator itself carries: ticks to many clients without growing lag, orders matched and acknowledged.</summary>
/// <remarks>Clients and gateway share the machine; clients read frames without decoding them, except where a figure needs it.</remarks>
internal static class SimulatorLoad
{
    private const int Clients = 100;
    private const int Contracts = 100;
    private const int TickRate = 100_000;
    private const int OrderRate = 5_000;

    /// <summary>Seconds of orders before those that count: a process that just started still compiles itself.</summary>
    private const int WarmUp = 3;
    private const int FirstConId = 1000;

    private static readonly SimulatorOptions Options = new()
    {
        Port = 0,
        ControlPort = 0,
        Seed = 1,
        Cash = 100_000_000_000m,
        OrderEventDelay = TimeSpan.Zero,
        CommissionDelay = TimeSpan.Zero,
        Listings = [.. Enumerable.Range(1, Contracts).Select(Stock)],
    };

    public static async Task<int> RunAsync(int seconds, string results)
    {
        var figures = new Dictionary<string, double>();
        var pings = new Latencies("time request among the ticks, there and back");
        await TicksAsync(seconds, figures, pings);
        var orders = new Latencies("market order to its last status");
        await OrdersAsync(Options, "orders", seconds, figures, orders);
        var kept = new Latencies("the same with a data folder");
        var folder = Directory.CreateTempSubdirectory("simload");
        await OrdersAsync(Options with { DataFolder = folder.FullName }, "kept orders", seconds, figures, kept);
        folder.Delete(recursive: true);
        Report.Of("simulator-load", [pings.Summarize(), orders.Summarize(), kept.Summarize()], figures).Publish(results);
        return 0;
    }

    private static async Task TicksAsync(int seconds, Dictionary<string, double> figures, Latencies pings)
    {
        await using var gateway = await SimulatedGateway.StartAsync(Options with { TickRate = TickRate });
        using var clients = new Crowd(gateway.Port, Clients);
        clients.Each((client, _) =>
        {
            for (var contract = 0; contract < Contracts; contract++)
            {
                client.Send(new MktDataRequest { ReqId = contract, Contract = new TwsContract { ConId = FirstConId + contract, Exchange = "SMART" } });
            }
        });
        using var ping = new LoadClient(gateway.Port, Clients + 1);
        while ((await gateway.StatsAsync()).Lines < Clients * Contracts)
        {
            await Task.Delay(50);
        }

        await Task.Delay(TimeSpan.FromSeconds(2));
        figures["lines"] = (await gateway.StatsAsync()).Lines;
        var (before, memory, from) = (await gateway.StatsAsync(), GC.GetTotalMemory(true), Stopwatch.StartNew());
        var received = clients.Frames;
        var (first, last) = (new List<double>(), new List<double>());
        while (from.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            var sent = Stopwatch.GetTimestamp();
            ping.Ask(new CurrentTimeRequest());
            pings.AddSince(sent);
            (from.Elapsed.TotalSeconds < seconds / 2.0 ? first : last).Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await Task.Delay(20);
        }

        var after = await gateway.StatsAsync();
        var elapsed = from.Elapsed.TotalSeconds;
        figures["ticks sent per second"] = (after.TicksSent - before.TicksSent) / elapsed;
        figures["frames received per second"] = (clients.Frames - received) / elapsed;
        figures["ping, first half, mean ms"] = first.Average();
        figures["ping, second half, mean ms"] = last.Average();
        figures["heap growth over the run, MB"] = (GC.GetTotalMemory(true) - memory) / 1e6;
    }

    private static async Task OrdersAsync(SimulatorOptions options, string name, int seconds, Dictionary<string, double> figures, Latencies latencies)
    {
        await using var gateway = await SimulatedGateway.StartAsync(options);
        using var client = new LoadClient(gateway.Port, 1);
        var (warm, sentAt) = (OrderRate * WarmUp, new long[OrderRate * (WarmUp + seconds) + 1]);
        var cold = new Latencies("the same in the first seconds of the process");
        var done = 0;
        var reader = new Thread(() => client.ReadStatuses(sentAt, id => id > warm ? latencies : cold, ref done)) { IsBackground = true };
        reader.Start();
        Send(client, 1, warm, sentAt);
        var from = Stopwatch.StartNew();
        Send(client, warm + 1, sentAt.Length - 1, sentAt);
        var asked = from.Elapsed.TotalSeconds;
        reader.Join(TimeSpan.FromSeconds(60));
        figures[$"{name} sent per second"] = OrderRate * seconds / asked;
        figures[$"{name} filled and acknowledged per second"] = (Volatile.Read(ref done) - warm) / from.Elapsed.TotalSeconds;
        figures[$"{name} left"] = sentAt.Length - 1 - Volatile.Read(ref done);
        figures[$"{name}, slowest of the first {WarmUp} s, ms"] = cold.Summarize().Max / 1000;
    }

    /// <summary>Sends those orders at their rate, on time however late the last one was.</summary>
    private static void Send(LoadClient client, int first, int last, long[] sentAt)
    {
        var from = Stopwatch.StartNew();
        for (var id = first; id <= last; id++)
        {
            while (from.Elapsed.TotalSeconds * OrderRate < id - first)
            {
                Thread.Sleep(1);
            }

            sentAt[id] = Stopwatch.GetTimestamp();
            client.Send(Order(id));
        }
    }

    private static PlaceOrderRequest Order(int id) => new()
    {
        OrderId = id,
        Contract = new TwsContract { ConId = FirstConId + id % Contracts, Exchange = "SMART" },
        Order = new TwsOrder { Action = id % 2 == 0 ? "BUY" : "SELL", OrderType = "MKT", TotalQuantity = 1, Tif = "GTC", OrderRef = "load" },
    };

    private static Listing Stock(int number)
    {
        var symbol = "LOAD" + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var instrument = new Instrument(
            ConId.Of(FirstConId + number % Contracts), symbol, SecurityType.Stock, "SMART", "NASDAQ", Currency.Usd, 1, symbol, "NMS", symbol,
            UsStocks.TickRules, Quantity.Of(1), Quantity.Of(1), [], [], "America/New_York");
        return new Listing(instrument, Price.Of(50 + number), 0.3, 1, 1000);
    }
}

/// <summary>Many clients read by one thread.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly LoadClient[] _clients;
    private readonly Thread _thread;
    private volatile bool _ended;
    private long _frames;

    public Crowd(int port, int count)
    {
        _clients = [.. Enumerable.Range(1, count).Select(id => new LoadClient(port, id))];
        _thread = new Thread(Read) { IsBackground = true };
        _thread.Start();
    }

    public long Frames => Interlocked.Read(ref _frames);

    public void Each(Action<LoadClient, int> act)
    {
        for (var i = 0; i < _clients.Length; i++)
        {
            act(_clients[i], i);
        }
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
        Array.ForEach(_clients, static client => client.Dispose());
    }

    private void Read()
    {
        while (!_ended)
        {
            var frames = 0;
            foreach (var client in _clients)
            {
                frames += client.TakeAvailable();
            }

            Interlocked.Add(ref _frames, frames);
            if (frames == 0)
            {
                Thread.Sleep(1);
            }
        }
    }
}

/// <summary>A client that counts frames and reads order states, and decodes nothing else.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ArrayBufferWriter<byte> _out = new();
    private readonly int _version;
    private byte[] _buffer = new byte[256 * 1024];
    private int _filled;

    public LoadClient(int port, int clientId)
    {
        _socket.Connect(IPAddress.Loopback, port);
        var hello = new ArrayBufferWriter<byte>();
        Handshake.WriteHello(hello, 199, 199);
        _socket.Send(hello.WrittenSpan);
        _version = 199;
        Until(static frames => frames >= 1);
        Send(new StartApiRequest { ClientId = clientId });
        Until(static frames => frames >= 5);
    }

    public void Send(ClientMessage message)
    {
        _out.ResetWrittenCount();
        ClientMessageEncoder.Encode(message, _version, _out);
        _socket.Send(_out.WrittenSpan);
    }

    /// <summary>Sends, and waits for one frame.</summary>
    public void Ask(ClientMessage message)
    {
        Send(message);
        Until(static frames => frames >= 1);
    }

    public int TakeAvailable()
    {
        if (_socket.Available == 0)
        {
            return 0;
        }

        return Take(static _ => { });
    }

    /// <summary>Reads until every order of <paramref name="sentAt"/> is filled; 30 s without a frame end it.</summary>
    public void ReadStatuses(long[] sentAt, Func<int, Latencies> latencies, ref int done)
    {
        _socket.ReceiveTimeout = 30_000;
        var filled = new bool[sentAt.Length];
        var handler = new Statuses(filled, sentAt, latencies);
        try
        {
            while (handler.Done < sentAt.Length - 1)
            {
                Take(payload =>
                {
                    if (payload.StartsWith("3\0"u8))
                    {
                        ServerMessageDecoder.Decode(payload, 199, handler);
                    }
                });
                Volatile.Write(ref done, handler.Done);
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)
        {
            // What is missing shows in the figures.
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Until(Func<int, bool> enough)
    {
        for (var frames = 0; !enough(frames);)
        {
            frames += Take(static _ => { });
        }
    }

    private int Take(PayloadHandler handle)
    {
        var count = _socket.Receive(_buffer.AsSpan(_filled));
        if (count == 0)
        {
            throw new IOException("The gateway closed the connection.");
        }

        _filled += count;
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, _filled);
        var frames = 0;
        while (Frames.TryReadFrame(ref bytes, out var payload))
        {
            handle(payload);
            frames++;
        }

        var left = bytes.Length;
        bytes.CopyTo(_buffer);
        _filled = left;
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return frames;
    }

    private delegate void PayloadHandler(ReadOnlySpan<byte> payload);

    private sealed class Statuses(bool[] filled, long[] sentAt, Func<int, Latencies> latencies) : IServerMessageHandler
    {
        public int Done { get; private set; }

        public void OnOrderStatus(in OrderStatusMessage message)
        {
            if (message.Status == IbOrderStatus.Filled && !filled[message.OrderId])
            {
                filled[message.OrderId] = true;
                Done++;
                latencies(message.OrderId).AddSince(sentAt[message.OrderId]);
            }
        }

        public void OnTickPrice(in TickPriceMessage message) => Ignore();

        public void OnTickSize(in TickSizeMessage message) => Ignore();

        public void OnTickString(in TickStringMessage message) => Ignore();

        public void OnTickGeneric(in TickGenericMessage message) => Ignore();

        public void OnTickByTickAllLast(in TickByTickAllLastMessage message) => Ignore();

        public void OnTickByTickBidAsk(in TickByTickBidAskMessage message) => Ignore();

        public void OnTickByTickMidPoint(in TickByTickMidPointMessage message) => Ignore();

        public void OnRealTimeBar(in RealTimeBarMessage message) => Ignore();

        public void OnMessage(ServerMessage message) => Ignore();

        public void OnUnknown(int id, ReadOnlySpan<byte> payload) => throw new InvalidDataException($"Unknown message {id}.");

        public void OnTrailing(int id, int count) => throw new InvalidDataException($"{count} trailing fields in message {id}.");

        private static void Ignore()
        {
            // Only the state of orders is measured.
        }
    }
}
