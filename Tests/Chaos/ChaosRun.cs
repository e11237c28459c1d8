using System.Diagnostics;
using OrleansTrader.Tests.EndToEnd;
using OrleansTrader.Tests.Support.Processes;

namespace OrleansTrader.Tests.Chaos;

/// <summary>Rounds against one system of real processes: trade, strike, wait until it trades again, hold still, compare. A system that came to harm is kept for a look and replaced.</summary>
/// <remarks>Each round's chances come from the seed and its number alone; what the processes do with them is as real as time.</remarks>
internal sealed class ChaosRun(int seed, Action<string> say) : IAsyncDisposable
{
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(40);

    private static readonly Dictionary<string, decimal> Limits = new() { ["cross"] = SampleStrategies.CrossShares, ["rsi"] = SampleStrategies.RsiShares };

    private TradingSystem? _system;

    public async Task<IReadOnlyList<Round>> PlayAsync(int count, CancellationToken cancellationToken)
    {
        var rounds = new List<Round>();
        say(Round.Header);
        for (var number = 1; number <= count && !cancellationToken.IsCancellationRequested; number++)
        {
            var round = await PlayRoundAsync(number);
            rounds.Add(round);
            say(round.ToString());
            if (!round.IsClean)
            {
                await DiscardAsync(number);
            }
        }

        return rounds;
    }

    /// <summary>The journal against the tables it made: nothing may change when they are made anew from it.</summary>
    public async Task<IReadOnlyList<Difference>> RebuildAsync()
    {
        var system = await SystemAsync();
        await system.PostAsync("/api/v1/rebuild");
        return await StandStillAsync(system);
    }

    public ValueTask DisposeAsync() => _system is { } system ? system.DisposeAsync() : ValueTask.CompletedTask;

    private async Task<TradingSystem> SystemAsync() => _system ??= await TradingSystem.StartAsync(SampleStrategies.Lively);

    private async Task<Round> PlayRoundAsync(int number)
    {
        var random = new Random(unchecked((int)Mixed(((ulong)seed << 32) | (uint)number)));
        var (strike, manners) = (Strike.All[random.Next(Strike.All.Count)], Manners.Choose(random));
        var round = new Round(number, strike.Name, Manners.Describe(manners), null, [], null);
        try
        {
            var system = await SystemAsync();
            await Manners.SetAsync(system, manners);
            await system.WaitAsync(TimeSpan.FromMilliseconds(random.Next(100, 1500)));
            var struckAt = Stopwatch.GetTimestamp();
            await strike.ActAsync(system, random);
            await system.ReadyAsync();
            await system.OrdersAsync(1);
            round = round with { TradingAgain = Stopwatch.GetElapsedTime(struckAt) };
            await system.ClearFaultsAsync();
            return round with { Differences = await StandStillAsync(system) };
        }
        catch (Exception e) when (e is TimeoutException or HttpRequestException or InvalidOperationException or IOException)
        {
            return round with { Problem = e.Message };
        }
    }

    /// <summary>Halts, waits until both sides agree, and goes on; what still differs when patience ends is returned.</summary>
    private static async Task<IReadOnlyList<Difference>> StandStillAsync(TradingSystem system)
    {
        await system.UntilDone("the account is halted", () => system.PostAsync("/api/v1/account/halt"));
        IReadOnlyList<Difference> differences = [];
        try
        {
            await system.Until("exchange and books agree", async () => (differences = await DifferencesAsync(system)) is [], SettlePatience);
        }
        catch (TimeoutException)
        {
            return differences;
        }

        await system.UntilDone("the account trades again", () => system.PostAsync("/api/v1/account/resume"));
        return differences;
    }

    private static async Task<IReadOnlyList<Difference>> DifferencesAsync(TradingSystem system)
    {
        var ledger = await system.LedgerAsync();
        return
        [
            .. ledger.Orders.Where(static o => o.Remaining != 0 && o.EndedAt is null).Select(static o => new Difference(Harm.BookWrong, $"order {o.OrderRef} still works at the exchange")),
            .. await LedgerComparison.DifferencesAsync(ledger, system.ConnectionString),
            .. Overshoot.Of(ledger, Limits),
            .. (await system.GetAsync("/api/v1/proof")).EnumerateArray().Where(static row => row.GetProperty("state").GetString() != "Proven").Select(static row => new Difference(Harm.BookWrong, $"not proven: {row}")),
        ];
    }

    /// <summary>Spreads neighbouring numbers (Vigna's splitmix64): <see cref="Random"/> makes nearly the same choices from neighbouring seeds.</summary>
    private static ulong Mixed(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private async Task DiscardAsync(int number)
    {
        if (_system is { } system)
        {
            await system.KeepAsync(Path.Combine(Architecture.Repository.File("artifacts/chaos"), $"{seed}-{number}"));
            await system.DisposeAsync();
            _system = null;
        }
    }
}
