using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.IbBridge.Lanes;

internal enum QuoteSide
{
    Bid = 1,
    Ask = 2,
    Last = 3,
}

/// <summary>A quote in the making, changed in place. Each setter tells whether anything changed.</summary>
internal struct QuoteFields
{
    private Price? _bid;
    private Price? _ask;
    private Price? _last;
    private Quantity? _bidSize;
    private Quantity? _askSize;
    private Quantity? _lastSize;
    private DataQuality _quality;

    public DateTimeOffset At { get; set; }

    /// <summary>A last price counts as a change although it repeats: it is another trade.</summary>
    public bool SetPrice(QuoteSide side, Price? price, Quantity? size)
    {
        switch (side)
        {
            case QuoteSide.Bid:
                return Set(ref _bid, price) | Set(ref _bidSize, size);
            case QuoteSide.Ask:
                return Set(ref _ask, price) | Set(ref _askSize, size);
            default:
                Set(ref _last, price);
                Set(ref _lastSize, size);
                return true;
        }
    }

    public bool SetSize(QuoteSide side, Quantity? size) => side switch
    {
        QuoteSide.Bid => Set(ref _bidSize, size),
        QuoteSide.Ask => Set(ref _askSize, size),
        _ => Set(ref _lastSize, size),
    };

    /// <summary>Without any price there is no quote yet whose quality could change.</summary>
    public bool SetQuality(DataQuality quality)
    {
        var changed = quality != _quality && (_bid ?? _ask ?? _last) is not null;
        _quality = quality;
        return changed;
    }

    public readonly Quote ToQuote(ConId conId) =>
        new(conId, _bid, _bidSize, _ask, _askSize, _last, _lastSize, At, _quality == 0 ? DataQuality.Live : _quality);

    private static bool Set<T>(ref T? field, T? value)
        where T : struct, IEquatable<T>
    {
        if (Nullable.Equals(field, value))
        {
            return false;
        }

        field = value;
        return true;
    }
}
