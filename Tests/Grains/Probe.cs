using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Tests.Grains;

/// <summary>A strategy that does what the test says and remembers what it was told; found again by its name.</summary>
public sealed class Probe : IStrategy
{
    private static readonly ConcurrentDictionary<string, ProbeScript> Scripts = [];

    private ProbeScript _script = new();
    private string _name = "probe";

    public static ProbeScript Script(string name) => Scripts.GetOrAdd(name, static _ => new ProbeScript());

    public StrategyPlan Configure(StrategyParameters parameters)
    {
        _name = parameters.Text("script", "probe");
        _script = Script(_name);
        var bars = parameters.List("bars", "");
        var plan = new StrategyPlan([.. parameters.List("instruments", "AAPL").Select(name =>
            new Feed(name, [.. bars.Select(BarSize.Parse)], parameters.Flag("quotes", true), parameters.Int("warmup", 0, 0, 1000), parameters.Flag("trades", false), parameters.Flag("depth", false), parameters.Flag("greeks", false), BidAsk: parameters.Flag("bidask", false)))]);
        return parameters.Flag("calls", false) ? plan with { Chains = [new OptionChain(plan.Feeds[0].Instrument, OptionRight.Call, 1, 45, 1, 1.2m, 3)] } : plan;
    }

    public void OnStart(IStrategyContext context)
    {
        _script.Instruments = [.. context.Instruments.Select(static one => one.ConId)];
        _script.Tell($"start {_script.Loaded}", context, _script.OnStart);
    }

    public void OnBar(IStrategyContext context, Bar bar) => _script.Tell($"{(context.WarmingUp ? "warm" : "bar")} {bar.ConId} {bar.Size} {bar.Start:HH:mm:ss}{(bar.Incomplete ? " incomplete" : "")}", context, c => _script.OnBar?.Invoke(c, bar));

    public void OnQuote(IStrategyContext context, Quote quote) => _script.Tell($"quote {quote.Midpoint}", context, c => _script.OnQuote(c, quote));

    public void OnTrade(IStrategyContext context, Print trade) => _script.Tell($"trade {trade.Price}", context, null);

    public void OnFill(IStrategyContext context, Fill fill) => _script.Tell($"fill {fill.ExecId}", context, c => _script.OnFill?.Invoke(c, fill));

    public void OnOrder(IStrategyContext context, Order order) => _script.Tell($"order {order.Status}", context, null);

    public void OnTimer(IStrategyContext context, string name) => _script.Tell($"timer {name}", context, null);

    public string? Save() => _script.Saved;

    public void Load(string state, int version) => _script.Loaded = state;
}

/// <summary>What a <see cref="Probe"/> does and was told.</summary>
public sealed class ProbeScript
{
    public ConcurrentQueue<string> Told { get; } = [];

    public string? Saved { get; set; }

    public string? Loaded { get; set; }

    /// <summary>The contracts of its plan, as at the newest start.</summary>
    public ImmutableArray<ConId> Instruments { get; set; } = [];

    public Action<IStrategyContext>? OnStart { get; set; }

    public Action<IStrategyContext, Quote> OnQuote { get; set; } = static (context, quote) => context.SetTarget(quote.ConId, 100);

    public Action<IStrategyContext, Bar>? OnBar { get; set; }

    public Action<IStrategyContext, Fill>? OnFill { get; set; }

    public IEnumerable<string> ToldOf(string kind) => Told.Where(line => line.StartsWith(kind, StringComparison.Ordinal));

    internal void Tell(string what, IStrategyContext context, Action<IStrategyContext>? act)
    {
        Told.Enqueue(what);
        act?.Invoke(context);
    }
}
