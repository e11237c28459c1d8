using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.Strategies;

/// <summary>Quotes reach a strategy between the steps of its grain's other calls (<c>NearGrain</c>). While one of those must not be disturbed, the newest of each contract waits here.</summary>
internal sealed class QuoteGate(Action<Quote> take)
{
    private readonly Dictionary<ConId, Quote> _held = [];
    private int _holds;

    public void Offer(Quote quote)
    {
        if (_holds > 0)
        {
            _held[quote.ConId] = quote;
        }
        else
        {
            take(quote);
        }
    }

    /// <summary>Nothing passes until the returned hold, and every other, is disposed; then the newest quotes do.</summary>
    public IDisposable Hold()
    {
        _holds++;
        return new Held(this);
    }

    private void Release()
    {
        if (--_holds > 0)
        {
            return;
        }

        foreach (var quote in _held.Values.ToArray())
        {
            take(quote);
        }

        _held.Clear();
    }

    private sealed class Held(QuoteGate gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
