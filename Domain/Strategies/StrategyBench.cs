using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Strategies;

/// <summary>A strategy alone in a test: bars go in, targets and orders come out. Every feed is a US stock with a cent as tick; an error of a callback is thrown.</summary>
/// <remarks>Nothing is filled: what the strategy holds stays zero, what it wishes is its target. Time begins on a Monday at 15:00 UTC and goes on with the bars.</remarks>
public sealed class StrategyBench
{
    private readonly ImmutableDictionary<string, Instrument> _instruments;
    private readonly StrategyPlan _plan;
    private readonly StrategyRunner _runner;
    private long _sequence;

    /// <exception cref="ArgumentException">A parameter is out of range or unknown.</exception>
    public StrategyBench(IStrategy strategy, params (string Name, string Value)[] parameters)
    {
        _plan = StrategySetup.Configure(strategy, new StrategyParameters(parameters.ToImmutableDictionary(static one => one.Name, static one => one.Value)));
        _instruments = _plan.Feeds.Select(static feed => feed.Instrument).Distinct().Select(static (name, i) => (name, Stock: Stock(name, i + 1))).ToImmutableDictionary(static one => one.name, static one => one.Stock);
        _runner = new StrategyRunner(strategy, new StrategySetup(StrategyName.Of("bench"), new Money(100_000, Currency.Usd), _plan, _instruments));
        Keep(_runner.Start(Now, ++_sequence));
    }

    /// <summary>Market time: the end of the newest bar.</summary>
    public DateTimeOffset Now { get; private set; } = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    /// <summary>Every action so far, in order.</summary>
    public IList<StrategyAction> Actions { get; } = [];

    public ConId ConId(string instrument) => _instruments[instrument].ConId;

    /// <summary>What it last wished to hold; null before the first wish.</summary>
    public decimal? Target(string instrument) => _runner.Mirror.Target(ConId(instrument))?.Value;

    /// <summary>One bar for each close, of the first size that the instrument's feed asks for.</summary>
    public void Closes(string instrument, params decimal[] closes)
    {
        var size = _plan.Feeds.First(feed => feed.Instrument == instrument && !feed.Bars.IsEmpty).Bars[0];
        foreach (var close in closes)
        {
            var price = Price.Of(close);
            Bar(new Bar(ConId(instrument), size, Now, price, price, price, price, Quantity.Of(1_000), price, 10));
        }
    }

    /// <summary>One bar as it is; timers that are due by its end ring first.</summary>
    public void Bar(Bar bar)
    {
        ArgumentNullException.ThrowIfNull(bar);
        Now = bar.End;
        while (_runner.TakeDueTimer(Now) is { } timer)
        {
            Keep(_runner.OnTimer(timer, Now, ++_sequence));
        }

        Keep(_runner.OnBar(bar, Now, ++_sequence));
    }

    private void Keep(StrategyTurn turn)
    {
        if (turn.Error is { } error)
        {
            throw new InvalidOperationException($"The callback failed: {error.Message}", error);
        }

        foreach (var action in turn.Actions)
        {
            Actions.Add(action);
        }
    }

    private static Instrument Stock(string name, int conId) => new(
        Values.ConId.Of(conId), name, SecurityType.Stock, "SMART", null, Currency.Usd, 1, name, null, name, [new TickRule(0, 0.01m)], Quantity.Of(1), Quantity.Of(1), [], [], "America/New_York");
}
