using System.Diagnostics;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;

namespace OrleansTrader.Benchmarks.Data;

/// <summary>A strategy that only notes when it was called.</summary>
public sealed class CallbackProbe : IStrategy
{
    public StrategyPlan Configure(StrategyParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var bars = parameters.List("bars", "");
        var quotes = parameters.Flag("quotes", true);
        return new StrategyPlan([.. parameters.List("instruments", "AAPL").Select(name => new Feed(name, [.. bars.Select(BarSize.Parse)], quotes))]);
    }

    public void OnQuote(IStrategyContext context, Quote quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        if (TickStamps.SequenceOf(quote.Bid) is { } sequence)
        {
            CallbackLog.Quotes.Add(Stopwatch.GetElapsedTime(TickStamps.At(sequence)));
        }
    }

    public void OnBar(IStrategyContext context, Bar bar) => CallbackLog.CountBar();
}

/// <summary>When injected ticks were written; a tick's price is its sequence.</summary>
internal static class TickStamps
{
    private const decimal First = 1_000_000;
    private static readonly long[] Stamps = new long[1 << 22];

    public static decimal PriceOf(long sequence) => First + (sequence % Stamps.Length);

    /// <summary>Notes this moment for the ticks from the first to before the last.</summary>
    public static void Stamp(long from, long to)
    {
        var now = Stopwatch.GetTimestamp();
        for (; from < to; from++)
        {
            Volatile.Write(ref Stamps[from % Stamps.Length], now);
        }
    }

    public static long? SequenceOf(Domain.Values.Price? price) => price is { Value: >= First } injected ? (long)(injected.Value - First) : null;

    public static long At(long sequence) => Volatile.Read(ref Stamps[sequence]);
}

/// <summary>What all probes of the process saw.</summary>
internal static class CallbackLog
{
    private static long _bars;

    public static Histogram Quotes { get; } = new();

    public static long Bars => Interlocked.Read(ref _bars);

    public static void CountBar() => Interlocked.Increment(ref _bars);

    public static void Clear()
    {
        Interlocked.Exchange(ref _bars, 0);
        Quotes.Clear();
    }
}
