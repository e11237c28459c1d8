using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.Tests.Protocol.Golden;

namespace OrleansTrader.Tests.Protocol;

/// <summary>Damages frames of one side and feeds them, cut at random places, through framing and decoding as a connection does.</summary>
/// <remarks>The same seed gives the same bytes. Nothing is kept from one stream to the next.</remarks>
internal sealed class HostileFrames(IReadOnlyList<WireVector> vectors, bool fromServer, int seed) : IServerMessageHandler
{
    /// <summary>What one payload may allocate: texts double, items become objects, and an error shows the bytes in hex.</summary>
    private const int AllocationPerByte = 200;
    private const int AllocationBase = 64 * 1024;
    private const int MaxFramesPerStream = 6;

    private readonly Random _random = new(seed);
    private readonly byte[] _stream = new byte[1 << 20];

    /// <summary>Frames put into streams.</summary>
    public long Sent { get; private set; }

    /// <summary>Payloads that were decoded.</summary>
    public long Decoded { get; private set; }

    /// <summary>Payloads refused with <see cref="TwsMessageException"/>.</summary>
    public long Refused { get; private set; }

    /// <summary>Streams ended by a length beyond the cap.</summary>
    public long Broken { get; private set; }

    /// <summary>The most that one payload allocated beyond <see cref="AllocationPerByte"/> for each of its bytes.</summary>
    public long WorstAllocation { get; private set; }

    /// <exception cref="InvalidOperationException">A payload allocated out of proportion.</exception>
    public void Run(long frames)
    {
        while (Sent < frames)
        {
            var version = vectors[_random.Next(vectors.Count)].ServerVersion;
            Feed(_stream.AsSpan(0, Fill()), version);
        }
    }

    private int Fill()
    {
        var length = 0;
        for (var n = _random.Next(1, MaxFramesPerStream + 1); n > 0; n--)
        {
            var frame = Damage(vectors[_random.Next(vectors.Count)].Bytes);
            if (length + frame.Count > _stream.Length)
            {
                break;
            }

            frame.CopyTo(_stream, length);
            length += frame.Count;
            Sent++;
        }

        return length;
    }

    /// <summary>Hands the stream over in pieces; what is not a whole frame waits for the next piece.</summary>
    private void Feed(ReadOnlySpan<byte> stream, int version)
    {
        var (start, end) = (0, 0);
        while (end < stream.Length)
        {
            end = Math.Min(stream.Length, end + _random.Next(1, 4096));
            var rest = stream[start..end];
            try
            {
                while (Frames.TryReadFrame(ref rest, out var payload))
                {
                    Decode(payload, version);
                }
            }
            catch (TwsProtocolException)
            {
                Broken++; // The connection ends here; what follows is never read.
                return;
            }

            start = end - rest.Length;
        }
    }

    private void Decode(ReadOnlySpan<byte> payload, int version)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            if (fromServer)
            {
                ServerMessageDecoder.Decode(payload, version, this);
            }
            else
            {
                ClientMessageDecoder.Decode(payload, version);
            }

            Decoded++;
        }
        catch (TwsMessageException)
        {
            Refused++;
            UndecodedMessage.Inspect(payload);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before - (payload.Length * (long)AllocationPerByte);
        WorstAllocation = Math.Max(WorstAllocation, allocated);
        if (allocated > AllocationBase)
        {
            throw new InvalidOperationException($"{payload.Length} bytes made {allocated} more bytes than allowed: {Convert.ToHexStringLower(payload)}");
        }
    }

    /// <summary>One to four changes of a whole frame; its length is mostly made right again, so that the decoder is reached.</summary>
    private List<byte> Damage(byte[] frame)
    {
        var bytes = frame.Skip(Frames.PrefixLength).ToList();
        for (var n = _random.Next(1, 5); n > 0 && bytes.Count > 0; n--)
        {
            Change(bytes);
        }

        var length = bytes.Count;
        if (_random.Next(50) == 0)
        {
            length = _random.Next(4) == 0 ? _random.Next() : Math.Max(0, length + _random.Next(-3, 4));
        }

        bytes.InsertRange(0, [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
        return bytes;
    }

    private void Change(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count);
        switch (_random.Next(9))
        {
            case 0:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 1:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2:
                bytes.RemoveAt(at);
                break;
            case 3:
                bytes.Insert(at, (byte)"0123456789-.E\0a"[_random.Next(15)]);
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(0, at));
                break;
            case 6:
                ReplaceField(bytes, at);
                break;
            case 7:
                var other = vectors[_random.Next(vectors.Count)].Bytes;
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.Skip(_random.Next(Frames.PrefixLength, other.Length)));
                break;
            default:
                bytes[0] = (byte)('0' + _random.Next(10)); // Another message's id before these fields.
                break;
        }
    }

    /// <summary>Puts an extreme value where a field was.</summary>
    private void ReplaceField(List<byte> bytes, int at)
    {
        var start = bytes.LastIndexOf(0, at) + 1;
        var end = bytes.IndexOf(0, start);
        if (end > start)
        {
            bytes.RemoveRange(start, end - start);
        }

        string[] extremes = ["2147483647", "-2147483648", "9223372036854775807", "99999999999999999999", "1.7976931348623157E308", "NaN", "-Infinity", "1e-999", "16777215", "-1", "", "\\u12"];
        bytes.InsertRange(Math.Min(start, bytes.Count), System.Text.Encoding.Latin1.GetBytes(extremes[_random.Next(extremes.Length)]));
    }

    void IServerMessageHandler.OnTickPrice(in TickPriceMessage message)
    {
    }

    void IServerMessageHandler.OnTickSize(in TickSizeMessage message)
    {
    }

    void IServerMessageHandler.OnTickString(in TickStringMessage message)
    {
    }

    void IServerMessageHandler.OnTickGeneric(in TickGenericMessage message)
    {
    }

    void IServerMessageHandler.OnTickByTickAllLast(in TickByTickAllLastMessage message)
    {
    }

    void IServerMessageHandler.OnTickByTickBidAsk(in TickByTickBidAskMessage message)
    {
    }

    void IServerMessageHandler.OnTickByTickMidPoint(in TickByTickMidPointMessage message)
    {
    }

    void IServerMessageHandler.OnRealTimeBar(in RealTimeBarMessage message)
    {
    }

    void IServerMessageHandler.OnOrderStatus(in OrderStatusMessage message)
    {
    }

    void IServerMessageHandler.OnMessage(ServerMessage message)
    {
    }

    void IServerMessageHandler.OnUnknown(int id, ReadOnlySpan<byte> payload)
    {
    }

    void IServerMessageHandler.OnTrailing(int id, int count)
    {
    }
}
