using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Benchmarks.Data;

/// <summary>Stands between the bridge and the simulated gateway: hands every frame on, learns the lines, and writes ticks and bars of its own at any rate.</summary>
internal sealed class TickInjector : IAsyncDisposable
{
    private const int Version = 199;
    private const int Bid = 1;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<int> _quoteLines = [];
    private readonly ConcurrentQueue<int> _barLines = [];
    private readonly Lock _writing = new();
    private readonly ArrayBufferWriter<byte> _batch = new(1 << 20);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private NetworkStream? _client;
    private DateTimeOffset _nextBar = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    public TickInjector(int gatewayPort)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _running = Task.Run(() => RunAsync(gatewayPort));
    }

    public int Port { get; }

    public int QuoteLines => _quoteLines.Count;

    public int BarLines => _barLines.Count;

    /// <summary>Writes so many ticks a second for a while, round the lines, a millisecond's worth at once; returns how many.</summary>
    public long InjectTicks(int perSecond, TimeSpan time)
    {
        var lines = _quoteLines.ToArray();
        var (start, written) = (Stopwatch.GetTimestamp(), 0L);
        for (var elapsed = TimeSpan.Zero; elapsed < time; elapsed = Stopwatch.GetElapsedTime(start))
        {
            var due = (long)(elapsed.TotalSeconds * perSecond) - written;
            if (due == 0)
            {
                Thread.Sleep(1);
                continue;
            }

            lock (_writing)
            {
                _batch.ResetWrittenCount();
                var first = written;
                for (; due > 0; due--, written++)
                {
                    var tick = new TickPriceMessage { ReqId = lines[written % lines.Length], TickType = Bid, Price = TickStamps.PriceOf(written), Size = 1 };
                    ServerMessageEncoder.Encode(in tick, Version, _batch);
                }

                TickStamps.Stamp(first, written);
                _client!.Write(_batch.WrittenSpan);
            }
        }

        return written;
    }

    /// <summary>Writes the next five-second bar on every line of bars.</summary>
    public void InjectBars()
    {
        lock (_writing)
        {
            _batch.ResetWrittenCount();
            _nextBar = _nextBar.AddSeconds(5);
            foreach (var line in _barLines)
            {
                var bar = new RealTimeBarMessage { ReqId = line, Time = _nextBar, Open = 1, High = 1, Low = 1, Close = 1, Volume = 1, Wap = 1, Count = 1 };
                ServerMessageEncoder.Encode(in bar, Version, _batch);
            }

            _client!.Write(_batch.WrittenSpan);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(int gatewayPort)
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            using var gateway = new TcpClient { NoDelay = true };
            client.NoDelay = true;
            await gateway.ConnectAsync(IPAddress.Loopback, gatewayPort, _stop.Token);
            _client = client.GetStream();
            await Task.WhenAny(RequestsAsync(_client, gateway.GetStream()), AnswersAsync(gateway.GetStream(), _client));
        }
    }

    private async Task RequestsAsync(NetworkStream client, NetworkStream gateway)
    {
        var hello = new byte[4]; // "API" and a NUL come without a length.
        await client.ReadExactlyAsync(hello, _stop.Token);
        await gateway.WriteAsync(hello, _stop.Token);
        for (var isGreeting = true; ; isGreeting = false)
        {
            var frame = await FrameAsync(client);
            if (!isGreeting)
            {
                Learn(frame.AsSpan(4));
            }

            await gateway.WriteAsync(frame, _stop.Token);
        }
    }

    private async Task AnswersAsync(NetworkStream gateway, NetworkStream client)
    {
        while (true)
        {
            var frame = await FrameAsync(gateway);
            if (!IsData(frame.AsSpan(4)))
            {
                lock (_writing)
                {
                    client.Write(frame);
                }
            }
        }
    }

    private async Task<byte[]> FrameAsync(NetworkStream stream)
    {
        var prefix = new byte[4];
        await stream.ReadExactlyAsync(prefix, _stop.Token);
        var frame = new byte[4 + BinaryPrimitives.ReadInt32BigEndian(prefix)];
        prefix.CopyTo(frame, 0);
        await stream.ReadExactlyAsync(frame.AsMemory(4), _stop.Token);
        return frame;
    }

    /// <summary>The gateway's own tickPrice, tickSize and realTimeBar stay here.</summary>
    private static bool IsData(ReadOnlySpan<byte> payload) => payload.StartsWith("1\0"u8) || payload.StartsWith("2\0"u8) || payload.StartsWith("50\0"u8);

    private void Learn(ReadOnlySpan<byte> payload)
    {
        switch (ClientMessageDecoder.Decode(payload, Version))
        {
            case MktDataRequest { Snapshot: false } request:
                _quoteLines.Enqueue(request.ReqId);
                break;
            case RealTimeBarsRequest request:
                _barLines.Enqueue(request.ReqId);
                break;
        }
    }
}
