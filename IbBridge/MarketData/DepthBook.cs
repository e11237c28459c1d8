using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.IbBridge.MarketData;

/// <summary>An order book, kept up row by row as the broker tells. Not for two threads at once.</summary>
internal sealed class DepthBook(ConId conId)
{
    private const int Insert = 0;
    private const int Update = 1;
    private const int Delete = 2;
    private const int BidSide = 1;

    private readonly List<DepthRow> _bids = [];
    private readonly List<DepthRow> _asks = [];

    /// <summary>Rows follow anew (code 317, or another line).</summary>
    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    /// <summary>Applies one row. One that does not fit what is here is left out: the broker resets a book that went wrong.</summary>
    /// <returns>False when it was left out.</returns>
    public bool Apply(int side, int position, int operation, DepthRow row)
    {
        var rows = side == BidSide ? _bids : _asks;
        switch (operation)
        {
            case Insert when position >= 0 && position <= rows.Count:
                rows.Insert(position, row);
                return true;
            case Update when position >= 0 && position < rows.Count:
                rows[position] = row;
                return true;
            case Update when position == rows.Count:
                rows.Add(row);
                return true;
            case Delete when position >= 0 && position < rows.Count:
                rows.RemoveAt(position);
                return true;
            default:
                return false;
        }
    }

    public MarketDepth ToDepth(DateTimeOffset at) => new(conId, [.. _bids], [.. _asks], at);
}
