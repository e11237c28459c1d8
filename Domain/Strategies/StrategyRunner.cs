using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Strategies;

/// <summary>Feeds events to one strategy and returns what it wants. No clock, no I/O: live hosts and backtests share it (design P10).</summary>
/// <remarks>
/// Every method takes market time and the event's sequence, from which order ids are minted: the same events with the same
/// sequences give the same actions. A callback that throws gives no actions and sets no timers.
/// </remarks>
public sealed class StrategyRunner(IStrategy strategy, StrategySetup setup)
{
    private readonly Dictionary<(ConId ConId, BarSize Size), BarWindow> _windows = [];
    private readonly Dictionary<ConId, Quote> _quotes = [];
    private readonly Dictionary<ConId, MarketDepth> _depths = [];
    private readonly Dictionary<ConId, OptionGreeks> _greeks = [];
    private readonly Dictionary<ConId, DataQuality> _qualities = [];
    private readonly Dictionary<string, DateTimeOffset> _timers = [];

    public StrategySetup Setup => setup;

    public Money Capital { get; set; } = setup.Capital;

    public StrategyMirror Mirror { get; } = new(setup.Name);

    public ImmutableArray<Instrument> Instruments { get; private set; } =
        [.. setup.Instruments.Values.DistinctBy(static instrument => instrument.ConId).OrderBy(static instrument => instrument.ConId.Value)];

    /// <summary>When the next timer is due; null when none is set.</summary>
    public DateTimeOffset? NextTimer => _timers.Count == 0 ? null : _timers.Values.Min();

    /// <summary>A historical bar: the strategy learns from it, actions are ignored.</summary>
    public StrategyTurn WarmUp(Bar bar) => Window(bar).Put(bar)
        ? Call(bar.End, 0, bar, static (strategy, context, bar) => strategy.OnBar(context, bar), warmingUp: true)
        : StrategyTurn.Nothing;

    /// <summary>Hands back the saved state, if there is one, before <see cref="Start"/>. Whatever the strategy throws comes out: a strategy without its state must not start.</summary>
    /// <exception cref="InvalidOperationException">The state has a version that this class does not know.</exception>
    public void Restore(SavedState? saved)
    {
        if (saved is not null)
        {
            strategy.Load(saved.Version <= strategy.StateVersion ? saved.Text : throw Newer(saved), saved.Version);
        }
    }

    public StrategyTurn Start(DateTimeOffset now, long sequence) => Call(now, sequence, 0, static (strategy, context, _) => strategy.OnStart(context));

    /// <summary>A finished bar. One that is not newer than the last of its kind only corrects the history window.</summary>
    public StrategyTurn OnBar(Bar bar, DateTimeOffset now, long sequence) => Window(bar).Put(bar)
        ? Call(now, sequence, bar, static (strategy, context, bar) => strategy.OnBar(context, bar), warmingUp: !IsScheduled(bar.ConId, bar.Start))
        : StrategyTurn.Nothing;

    public StrategyTurn OnQuote(Quote quote, DateTimeOffset now, long sequence)
    {
        _quotes[quote.ConId] = quote;
        return IsScheduled(quote.ConId, now) ? Call(now, sequence, quote, static (strategy, context, quote) => strategy.OnQuote(context, quote)) : StrategyTurn.Nothing;
    }

    public StrategyTurn OnTrade(Print trade, DateTimeOffset now, long sequence) =>
        IsScheduled(trade.ConId, trade.At) ? Call(now, sequence, trade, static (strategy, context, trade) => strategy.OnTrade(context, trade)) : StrategyTurn.Nothing;

    /// <summary>The newest order book, for the context to show.</summary>
    public void Note(MarketDepth depth) => _depths[depth.ConId] = depth;

    /// <summary>The newest greeks, for the context to show.</summary>
    public void Note(OptionGreeks greeks) => _greeks[greeks.ConId] = greeks;

    /// <summary>What a contract's data is worth from now on.</summary>
    public void Note(ConId conId, DataQuality quality) => _qualities[conId] = quality;

    public StrategyTurn OnFill(Fill fill, DateTimeOffset now, long sequence) => Call(now, sequence, fill, static (strategy, context, fill) => strategy.OnFill(context, fill));

    public StrategyTurn OnOrder(Order order, DateTimeOffset now, long sequence) => Call(now, sequence, order, static (strategy, context, order) => strategy.OnOrder(context, order));

    /// <summary>Removes and names one timer that is due; null when none is.</summary>
    public string? TakeDueTimer(DateTimeOffset now)
    {
        var due = _timers.Where(timer => timer.Value <= now).OrderBy(static timer => timer.Value).ThenBy(static timer => timer.Key, StringComparer.Ordinal).Select(static timer => timer.Key).FirstOrDefault();
        if (due is not null)
        {
            _timers.Remove(due);
        }

        return due;
    }

    public StrategyTurn OnTimer(string name, DateTimeOffset now, long sequence) => Call(now, sequence, name, static (strategy, context, name) => strategy.OnTimer(context, name));

    /// <summary>The state the strategy wants kept.</summary>
    public SavedState? Save() => strategy.Save() is { } text ? new SavedState(strategy.StateVersion, text) : null;

    /// <summary>The exchange tells its hours for some days only: newer ones replace them. A contract the plan does not have changes nothing.</summary>
    public void Refresh(Instrument fresh) =>
        Instruments = [.. Instruments.Select(known => known.ConId == fresh.ConId ? fresh : known)];

    /// <exception cref="ArgumentException">The plan has no such contract.</exception>
    internal Instrument InstrumentOf(ConId conId)
    {
        foreach (var instrument in Instruments)
        {
            if (instrument.ConId == conId)
            {
                return instrument;
            }
        }

        throw new ArgumentException($"The plan of {setup.Name} has no contract {conId}.", nameof(conId));
    }

    internal DataQuality QualityOf(ConId conId) => _qualities.GetValueOrDefault(conId, DataQuality.Live);

    internal MarketDepth? DepthOf(ConId conId) => _depths.GetValueOrDefault(conId);

    internal OptionGreeks? GreeksOf(ConId conId) => _greeks.GetValueOrDefault(conId);

    internal Quote? QuoteOf(ConId conId) => _quotes.GetValueOrDefault(conId);

    internal ImmutableArray<Bar> BarsOf(ConId conId, BarSize size, int count) =>
        _windows.TryGetValue((conId, size), out var window) ? window.Last(count) : [];

    private bool IsScheduled(ConId conId, DateTimeOffset at) =>
        setup.Schedule == StrategySchedule.Always || Instruments.Any(instrument => instrument.ConId == conId && SessionClock.IsOpen(instrument, at));

    private InvalidOperationException Newer(SavedState saved) => new(
        $"The saved state of {setup.Name} has version {saved.Version}, and this class knows versions up to {strategy.StateVersion}: run the newer class, or delete the state.");

    private BarWindow Window(Bar bar)
    {
        if (!_windows.TryGetValue((bar.ConId, bar.Size), out var window))
        {
            _windows[(bar.ConId, bar.Size)] = window = new BarWindow(setup.WindowOf(bar.ConId, bar.Size));
        }

        return window;
    }

#pragma warning disable CA1031 // A strategy is foreign code: whatever it throws ends as the turn's error, never as the host's.
    private StrategyTurn Call<T>(DateTimeOffset now, long sequence, T piece, Action<IStrategy, IStrategyContext, T> callback, bool warmingUp = false)
    {
        var context = new CallbackContext(this, now, sequence, warmingUp);
        try
        {
            callback(strategy, context, piece);
        }
        catch (Exception e)
        {
            return new StrategyTurn(true, [], context.Logs, context.Notices, e);
        }
        finally
        {
            context.Close();
        }

        foreach (var (name, at) in context.Timers)
        {
            _timers[name] = at;
        }

        var actions = warmingUp ? [] : context.Actions;
        Mirror.Expect(actions, now);
        return actions.IsEmpty && context.Logs.IsEmpty && context.Notices.IsEmpty ? StrategyTurn.Quiet : new StrategyTurn(true, actions, context.Logs, context.Notices, null);
    }
#pragma warning restore CA1031
}
