using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OrleansTrader.Benchmarks.Measuring;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.Journal;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>What no tick-to-order time can beat on this machine now: the journal's own statement and one loopback round trip, paced like the orders.</summary>
internal static class Floors
{
    private static readonly AccountId Account = AccountId.Of("DUFLOOR1");
    private static readonly StrategyName Strategy = StrategyName.Of("floor");

    /// <summary>The statement that carries one order: two events, one row of <c>orders</c>, triggers on.</summary>
    public static async Task JournalAsync(string connectionString, int count, TimeSpan pace, Latencies latencies)
    {
        await using var journal = new PostgresOrderJournal(connectionString);
        var token = await journal.OpenAsync(Account, leaseEpoch: 1, CancellationToken.None);
        var seq = 0L;
        await foreach (var entry in journal.ReadAsync(Account, 0, CancellationToken.None))
        {
            seq = entry.Seq;
        }

        const int warmUp = 20;
        using var beat = new PeriodicTimer(pace);
        for (var i = 0; i < count + warmUp; i++, seq += 2)
        {
            await beat.WaitForNextTickAsync();
            var batch = Batch(token, seq);
            var started = Stopwatch.GetTimestamp();
            await journal.AppendAsync(batch, CancellationToken.None);
            if (i >= warmUp)
            {
                latencies.AddSince(started);
            }
        }
    }

    /// <summary>64 bytes there and back between two blocking threads.</summary>
    public static async Task LoopbackAsync(int count, TimeSpan pace, Latencies latencies)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var server = await listener.AcceptTcpClientAsync();
        server.NoDelay = true;
        var echo = new Thread(() => Echo(server.Client)) { IsBackground = true };
        echo.Start();
        await Task.Factory.StartNew(() => Ping(client.Client, count, pace, latencies), TaskCreationOptions.LongRunning);
        client.Client.Shutdown(SocketShutdown.Both);
        echo.Join();
    }

    private static void Ping(Socket socket, int count, TimeSpan pace, Latencies latencies)
    {
        var bytes = new byte[64];
        for (var i = 0; i < count; i++)
        {
            Thread.Sleep(pace);
            var started = Stopwatch.GetTimestamp();
            socket.Send(bytes);
            for (var read = 0; read < bytes.Length;)
            {
                read += socket.Receive(bytes.AsSpan(read));
            }

            latencies.AddSince(started);
        }
    }

    private static void Echo(Socket socket)
    {
        var bytes = new byte[64];
        while (socket.Receive(bytes) is > 0 and var read)
        {
            socket.Send(bytes.AsSpan(0, read));
        }
    }

    private static JournalBatch Batch(EngineToken token, long seq)
    {
        var at = TimeProvider.System.GetUtcNow();
        var id = ClientOrderId.From("floor/" + seq.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var intent = new OrderIntent(
            id, Strategy, ConId.Of(265598), Side.Buy, Quantity.Of(1), new OrderTerms.Limit(Price.Of(187.25m)), TimeInForce.Ioc, false, OrderPurpose.Strategy, null);
        var intended = new OrderIntended(intent, OrderRef.Of("bnch", Strategy, id));
        ImmutableArray<JournalEntry> entries = [new(seq + 1, at, intended), new(seq + 2, at, new SubmissionAccepted(Strategy, seq + 1))];
        return new JournalBatch(Account, token, entries, [OrderFold.Begin(intended, at)]);
    }
}
