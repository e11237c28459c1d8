using System.Buffers;
using System.Net;
using System.Net.Sockets;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Recording;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>Plays one recorded session on a socket: what the gateway sent is sent again, once the client has sent what it had sent by then.</summary>
internal sealed class RecordedGateway : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyList<RecordedEntry> _entries;
    private readonly Task _playing;
    private TcpClient? _client;

    public RecordedGateway(IReadOnlyList<RecordedEntry> entries)
    {
        _entries = entries;
        _listener.Start();
        _playing = PlayAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _listener.Stop();
        await _playing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PlayAsync()
    {
        _client = await _listener.AcceptTcpClientAsync();
        _client.NoDelay = true;
        var stream = _client.GetStream();
        await stream.ReadExactlyAsync(new byte[4]); // API, unframed
        await ReadFrameAsync(stream);
        var reply = new ArrayBufferWriter<byte>();
        Handshake.WriteReply(reply, _entries[0].ServerVersion, "20261123 15:30:00 America/New_York");
        await stream.WriteAsync(reply.WrittenMemory);
        foreach (var entry in _entries)
        {
            if (entry.Kind == RecordedKind.Sent)
            {
                Assert.Equal(ClientMessageDecoder.Decode(entry.Payload, entry.ServerVersion).GetType(), ClientMessageDecoder.Decode(await ReadFrameAsync(stream), entry.ServerVersion).GetType());
            }
            else if (entry.Kind == RecordedKind.Received)
            {
                var frame = new byte[Frames.PrefixLength + entry.Payload.Length];
                Frames.WriteLength(frame, entry.Payload.Length);
                entry.Payload.CopyTo(frame, Frames.PrefixLength);
                await stream.WriteAsync(frame);
            }
        }
    }

    private static async Task<byte[]> ReadFrameAsync(NetworkStream stream)
    {
        var prefix = new byte[Frames.PrefixLength];
        await stream.ReadExactlyAsync(prefix);
        var payload = new byte[Frames.ReadLength(prefix)];
        await stream.ReadExactlyAsync(payload);
        return payload;
    }
}
