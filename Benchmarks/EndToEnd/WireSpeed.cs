using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OrleansTrader.Benchmarks.Measuring;
using OrleansTrader.Benchmarks.Micro;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>The wire by itself, from memory by processor time so that other work on the machine does not count: decoding from memory, encoding an order, and a socket full of ticks to a handler. Medians of five rounds.</summary>
internal static class WireSpeed
{
    private const int Rounds = 5;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    public static int Run(string results)
    {
        var figures = new Dictionary<string, double>();
        FromMemory(figures);
        KindByKind(figures);
        Orders(figures);
        Loopback(figures);
        Report.Of("wire", [], figures).Publish(results);
        return 0;
    }

    /// <summary>Ours and the floors by turns, so that all of them meet the same machine.</summary>
    private static void FromMemory(Dictionary<string, double> figures)
    {
        var (frames, handler) = (WireFrames.Ticks(), new CountingHandler());
        var (split, parsed, decoded) = (new List<double>(), new List<double>(), new List<double>());
        long allocated = 0, messages = 0;
        for (var round = -1; round < Rounds; round++)
        {
            var floors = (Split: Rate(() => WireFloors.Split(frames)), Parsed: Rate(() => WireFloors.Parse(frames)));
            var before = (Bytes: GC.GetAllocatedBytesForCurrentThread(), handler.Count);
            var rate = Rate(() => WireFrames.Decode(frames, handler));
            if (round >= 0)
            {
                split.Add(floors.Split);
                parsed.Add(floors.Parsed);
                decoded.Add(rate);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before.Bytes;
                messages += handler.Count - before.Count;
            }
        }

        figures["floor: split frames and fields, million messages a second of one core"] = Median(split) / 1e6;
        figures["floor: every field parsed to a number, million messages a second of one core"] = Median(parsed) / 1e6;
        figures["decode from memory, million messages a second of one core"] = Median(decoded) / 1e6;
        figures["decode from memory, share of the floor that parses"] = Math.Round(Median(decoded) / Median(parsed), 2);
        figures["decode from memory, bytes allocated a message"] = Math.Round(allocated / (double)messages, 4);
    }

    private static void KindByKind(Dictionary<string, double> figures)
    {
        foreach (var kind in Enum.GetValues<WireFrames.Kind>())
        {
            var (frames, handler) = (WireFrames.Ticks(kind), new CountingHandler());
            var (parsed, decoded) = (new List<double>(), new List<double>());
            for (var round = -1; round < Rounds; round++)
            {
                var rates = (Floor: Rate(() => WireFloors.Parse(frames)), Ours: Rate(() => WireFrames.Decode(frames, handler)));
                if (round >= 0)
                {
                    parsed.Add(rates.Floor);
                    decoded.Add(rates.Ours);
                }
            }

            figures[$"decode {kind} alone, million messages a second of one core"] = Median(decoded) / 1e6;
            figures[$"decode {kind} alone, share of the floor that parses"] = Math.Round(Median(decoded) / Median(parsed), 2);
        }
    }

    /// <summary>Messages a second of processor time, over one round of <paramref name="pass"/>.</summary>
    private static double Rate(Func<long> pass)
    {
        var (started, cpu, count) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, 0L);
        while (Stopwatch.GetElapsedTime(started) < Round)
        {
            count += pass();
        }

        return count / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
    }

    private static void Orders(Dictionary<string, double> figures)
    {
        var order = new PlaceOrderRequest
        {
            OrderId = 101,
            Contract = new TwsContract { ConId = 265598, Symbol = "AAPL", SecType = "STK", Exchange = "SMART", Currency = "USD" },
            Order = new TwsOrder { Action = "BUY", TotalQuantity = 100, OrderType = "LMT", LmtPrice = 187.25m, Tif = "DAY", Account = "DU1234567", OrderRef = "o1-test-alphaxyz-0123456789abcdef" },
        };
        var output = new ArrayBufferWriter<byte>(4096);
        var times = new List<double>();
        long allocated = 0;
        const int Orders = 200_000;
        for (var round = -1; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var cpu = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < Orders; i++)
            {
                output.ResetWrittenCount();
                ClientMessageEncoder.Encode(order, Versions.Max, output);
            }

            if (round >= 0)
            {
                times.Add((Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / Orders);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        figures["encode placeOrder, ns"] = Median(times);
        figures["encode placeOrder, bytes allocated"] = allocated / (double)(Orders * Rounds);
    }

    /// <summary>A sender thread writes ticks as fast as the socket takes them; the bridge's own connection reads and decodes.</summary>
    private static void Loopback(Dictionary<string, double> figures)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sink = new Sink();
        using var connection = new TwsConnection("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        using var stop = new CancellationTokenSource();
        var sender = new Thread(() => Send(listener, stop.Token)) { IsBackground = true };
        sender.Start();
        connection.Start(sink);
        while (sink.Count == 0)
        {
            Thread.Yield();
        }

        var (rates, cpu, bytes) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            var before = (sink.Count, Cpu: ReaderCpu(), Bytes: GC.GetTotalAllocatedBytes(precise: true), At: Stopwatch.GetTimestamp());
            Thread.Sleep(Round);
            var (count, seconds) = (sink.Count - before.Count, Stopwatch.GetElapsedTime(before.At).TotalSeconds);
            if (round >= 0)
            {
                rates.Add(count / seconds);
                cpu.Add((ReaderCpu() - before.Cpu).TotalNanoseconds / count);
                bytes.Add((GC.GetTotalAllocatedBytes(precise: true) - before.Bytes) / (double)count);
            }
        }

        stop.Cancel();
        connection.Close("measured");
        sender.Join();
        figures["loopback to handler, million messages/s"] = Median(rates) / 1e6;
        figures["loopback to handler, reader's CPU a message, ns"] = Median(cpu);
        figures["loopback to handler, bytes allocated a message (whole process)"] = Math.Round(Median(bytes), 4);
    }

    private static void Send(TcpListener listener, CancellationToken stop)
    {
        using var socket = listener.AcceptSocket();
        socket.Receive(new byte[64]);
        var reply = new ArrayBufferWriter<byte>();
        Handshake.WriteReply(reply, Versions.Max, "20261123 15:30:00 America/New_York");
        socket.Send(reply.WrittenSpan);
        var frames = WireFrames.Ticks();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                socket.Send(frames);
            }
        }
        catch (SocketException)
        {
            // The reader has what it wanted and closed.
        }
    }

    /// <summary>What the kernel counted for the thread named tws-reader; ten milliseconds exact.</summary>
    private static TimeSpan ReaderCpu()
    {
        foreach (var task in Directory.GetDirectories("/proc/self/task"))
        {
            var stat = File.ReadAllText(Path.Combine(task, "stat"));
            if (stat.Contains("(tws-reader)", StringComparison.Ordinal))
            {
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
                return TimeSpan.FromMilliseconds(ticks * 10);
            }
        }

        throw new InvalidOperationException("The reader thread is gone.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class Sink : IFrameSink
    {
        private readonly CountingHandler _handler = new();

        public long Count => _handler.Count;

        public void OnOpened()
        {
        }

        public void OnAccepted(HandshakeReply reply)
        {
        }

        public void OnFrame(ReadOnlySpan<byte> payload) => ServerMessageDecoder.Decode(payload, Versions.Max, _handler);

        public void OnSending(ReadOnlySpan<byte> payload)
        {
        }

        public void OnChunkEnd()
        {
        }
    }
}
