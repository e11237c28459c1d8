using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.Strategies;

/// <summary>Market data reaches a strategy between the steps of its grain's other calls (<c>NearGrain</c>). While one of those must not be disturbed it waits here: of quotes the newest of each contract, of all else every piece, in order.</summary>
internal sealed class DataGate(Action<Quote> take)
{
    private readonly Dictionary<ConId, Quote> _quotes = [];
    private readonly Queue<Action> _pieces = [];
    private int _holds;

    public void Offer(Quote quote)
    {
        if (_holds > 0)
        {
            _quotes[quote.ConId] = quote;
        }
        else
        {
            take(quote);
        }
    }

    /// <summary>Completes when the piece was taken; fails with what its taker throws.</summary>
    public Task PassAsync<T>(T piece, Action<T> taker)
    {
        if (_holds == 0)
        {
            taker(piece);
            return Task.CompletedTask;
        }

        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _pieces.Enqueue(() => Take(piece, taker, waiting));
        return waiting.Task;
    }

    /// <summary>Nothing passes until the returned hold, and every other, is disposed.</summary>
    public IDisposable Hold()
    {
        _holds++;
        return new Held(this);
    }

    private static void Take<T>(T piece, Action<T> taker, TaskCompletionSource taken)
    {
        try
        {
            taker(piece);
            taken.SetResult();
        }
        catch (Exception e)
        {
            taken.SetException(e);
        }
    }

    private void Release()
    {
        if (--_holds > 0)
        {
            return;
        }

        while (_pieces.TryDequeue(out var piece))
        {
            piece();
        }

        foreach (var quote in _quotes.Values.ToArray())
        {
            take(quote);
        }

        _quotes.Clear();
    }

    private sealed class Held(DataGate gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
