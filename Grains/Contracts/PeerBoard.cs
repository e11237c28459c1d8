using System.Collections.Concurrent;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.Contracts;

/// <summary>When each contract's quote last moved, by kind and currency: a quote line that froze is known by its peers that move.</summary>
internal sealed class PeerBoard
{
    /// <summary>Fewer prove nothing.</summary>
    private const int FewestPeers = 3;

    private readonly ConcurrentDictionary<(SecurityType, Currency), ConcurrentDictionary<ConId, Peer>> _groups = new();

    /// <summary>The contract's own entry; a second call gives the same.</summary>
    public Peer Join(Instrument instrument) => GroupOf(instrument).GetOrAdd(instrument.ConId, static _ => new Peer());

    public void Leave(Instrument instrument) => GroupOf(instrument).TryRemove(instrument.ConId, out _);

    /// <summary>At least three of the others had a quote since then, and no fewer than had none.</summary>
    public bool OthersMovedSince(Instrument instrument, DateTimeOffset since)
    {
        var (moved, rested) = (0, 0);
        foreach (var (conId, peer) in GroupOf(instrument))
        {
            if (conId != instrument.ConId)
            {
                _ = peer.MovedAt >= since ? moved++ : rested++;
            }
        }

        return moved >= FewestPeers && moved >= rested;
    }

    private ConcurrentDictionary<ConId, Peer> GroupOf(Instrument instrument) => _groups.GetOrAdd((instrument.Type, instrument.Currency), static _ => new());

    /// <summary>One contract's entry; written by its grain, read by all.</summary>
    internal sealed class Peer
    {
        private long _movedAt;

        public DateTimeOffset MovedAt
        {
            get => new(Interlocked.Read(ref _movedAt), TimeSpan.Zero);
            set => Interlocked.Exchange(ref _movedAt, value.UtcTicks);
        }
    }
}
