using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Grains.Contracts;

/// <summary>Whether the lines of one contract are alive: bars by their own pace, quotes by their peers.</summary>
internal sealed class LineHealth(BrokerLines lines, PeerBoard peers, ContractMetrics metrics, TimeProvider clock)
{
    private LineWatch _bars = new(clock.GetUtcNow(), LineWatch.ForBars);
    private LineWatch _quotes = new(clock.GetUtcNow(), LineWatch.ForQuotes);
    private PeerBoard.Peer? _peer;

    public bool IsStale => _bars.IsStale || _quotes.IsStale;

    public int Resubscriptions { get; private set; }

    /// <summary>How often a line was opened again without data since.</summary>
    public int Attempts => Math.Max(_bars.Attempts, _quotes.Attempts);

    public void OnBars() => _bars = _bars.Alive(clock.GetUtcNow());

    public void OnQuote(DateTimeOffset at)
    {
        if (_peer is { } peer)
        {
            peer.MovedAt = at;
        }

        if (_quotes.IsStale)
        {
            _quotes = _quotes.Alive(at);
        }
    }

    /// <summary>The lines that are to be closed and opened again now.</summary>
    /// <param name="mayTrade">The gateway is ready, the market in session.</param>
    public IReadOnlyList<LineKind> Look(Instrument instrument, bool mayTrade)
    {
        var now = clock.GetUtcNow();
        var isExpected = mayTrade && !lines.IsHalted;
        Compare(instrument);
        if (_peer?.MovedAt > _quotes.SilentSince)
        {
            _quotes = _quotes.Alive(_peer.MovedAt);
        }

        (_bars, var renewBars) = _bars.Look(now, isExpected && lines.IsFlowing(LineKind.FiveSecondBars));
        (_quotes, var renewQuotes) = _quotes.Look(now, isExpected && lines.IsFlowing(LineKind.Quote) && peers.OthersMovedSince(instrument, now - LineWatch.ForQuotes));
        var renewed = new List<LineKind>();
        Note(renewed, LineKind.FiveSecondBars, renewBars);
        Note(renewed, LineKind.Quote, renewQuotes);
        return renewed;
    }

    public void Leave(Instrument? instrument)
    {
        if (instrument is not null)
        {
            peers.Leave(instrument);
        }
    }

    /// <summary>Only a contract whose quotes flow is a peer: one without them would look as if it rested.</summary>
    private void Compare(Instrument instrument)
    {
        if (!lines.IsFlowing(LineKind.Quote))
        {
            Leave(instrument);
            _peer = null;
        }
        else
        {
            _peer ??= peers.Join(instrument); // Without any quote yet it counts as one that rests.
        }
    }

    private void Note(List<LineKind> renewed, LineKind kind, bool isRenewed)
    {
        if (isRenewed)
        {
            renewed.Add(kind);
            Resubscriptions++;
            metrics.CountResubscription(kind.ToString());
        }
    }
}
