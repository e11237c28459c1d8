using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>Contract details and newest prices, asked for once and refreshed behind the engine's back: no decision waits for them twice.</summary>
internal sealed partial class KnownContracts(IGrainFactory grains, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PriceAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastResort = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ConId, Instrument> _instruments = [];
    private readonly Dictionary<ConId, Known> _prices = [];
    private readonly Dictionary<ConId, Task> _resolving = [];
    private readonly Dictionary<ConId, Task> _pricing = [];

    public IReadOnlyDictionary<ConId, Instrument> Instruments => _instruments;

    /// <summary>Called when a contract was resolved or first priced: what waited for it can go on.</summary>
    public Action<ConId> Learned { get; set; } = static _ => { };

    /// <summary>Details are there and a price was at least asked for.</summary>
    public bool IsReady(ConId conId) => _instruments.ContainsKey(conId) && _prices.ContainsKey(conId);

    /// <summary>The newest price, of any age; refreshed when older than five seconds.</summary>
    public Price? Price(ConId conId)
    {
        var known = _prices.GetValueOrDefault(conId);
        if (known is null || clock.GetUtcNow() - known.AskedAt > PriceAge)
        {
            Begin(_pricing, conId, AskPriceAsync);
        }

        return known?.Price;
    }

    /// <summary>Starts what is missing; returns at once.</summary>
    public void Begin(ConId conId)
    {
        if (!_instruments.ContainsKey(conId))
        {
            Begin(_resolving, conId, ResolveAsync);
        }

        if (!_prices.ContainsKey(conId))
        {
            Begin(_pricing, conId, AskPriceAsync);
        }
    }

    /// <summary>Waits for what is missing, at most two seconds.</summary>
    public async ValueTask EnsureAsync(IEnumerable<ConId> conIds)
    {
        var missing = conIds.Where(conId => !IsReady(conId)).Distinct().ToArray();
        foreach (var conId in missing)
        {
            Begin(conId);
        }

        await Task.WhenAll(missing.SelectMany(conId => new[] { _resolving.GetValueOrDefault(conId), _pricing.GetValueOrDefault(conId) }).OfType<Task>());
    }

    private static void Begin(Dictionary<ConId, Task> running, ConId conId, Func<ConId, Task> ask)
    {
        if (!running.TryGetValue(conId, out var task) || task.IsCompleted)
        {
            running[conId] = ask(conId);
        }
    }

    private async Task ResolveAsync(ConId conId)
    {
        try
        {
            var resolution = await grains.GetGrain<IInstrumentGrain>($"#{conId}").ResolveAsync().WaitAsync(Deadline, clock);
            if (resolution.Instrument is not { } instrument)
            {
                LogUnresolved(conId, resolution.Problem ?? "no single contract fits", null);
                return;
            }

            _instruments[conId] = instrument;
            Learned(conId);
        }
        catch (Exception e)
        {
            LogUnresolved(conId, e.Message, e); // Asked again when it is next needed.
        }
    }

    private async Task AskPriceAsync(ConId conId)
    {
        var before = _prices.GetValueOrDefault(conId);
        try
        {
            var price = await grains.GetGrain<IContractGrain>(conId.Value).PriceAsync(LastResort).WaitAsync(Deadline, clock);
            _prices[conId] = new Known(price.Price, clock.GetUtcNow());
        }
        catch (Exception e)
        {
            _prices[conId] = new Known(before?.Price, clock.GetUtcNow());
            LogUnpriced(conId, e.Message);
        }

        if (before?.Price is null)
        {
            Learned(conId);
        }
    }

    private sealed record Known(Price? Price, DateTimeOffset AskedAt);

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "Contract {ConId} is not resolved: {Problem}")]
    private partial void LogUnresolved(ConId conId, string problem, Exception? exception);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Information, Message = "Contract {ConId} has no price now: {Problem}")]
    private partial void LogUnpriced(ConId conId, string problem);
}
