using Microsoft.Extensions.Logging.Abstractions;
using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Exchange;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Journal;
using OrleansTrader.TwsSimulator.Scenarios;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator;

/// <summary>A gateway on a socket with its exchange behind it: start it, connect an IB client to <see cref="Port"/>, read <see cref="LedgerAsync"/>.</summary>
public sealed class SimulatedGateway : IAsyncDisposable
{
    private readonly ExchangeFloor _floor;
    private readonly ExchangeLoop _loop;
    private readonly IExchangeJournal _journal;
    private readonly GatewayListener _listener;
    private readonly ExchangeCommands _commands;
    private readonly ScenarioPlayer _scenarios;
    private readonly long _startedAt;
    private ControlServer? _control;
    private bool _disposed;

    private SimulatedGateway(ExchangeFloor floor, IExchangeJournal journal, string token, ILoggerFactory loggers)
    {
        _floor = floor;
        _journal = journal;
        Token = token;
        _startedAt = floor.Clock.GetTimestamp();
        _loop = new ExchangeLoop(floor, journal, loggers.CreateLogger<ExchangeLoop>());
        _commands = new ExchangeCommands(floor, _loop);
        _scenarios = new ScenarioPlayer(floor, _commands, loggers.CreateLogger<ScenarioPlayer>());
        _listener = new GatewayListener(floor.Options, floor, _loop.Post, loggers.CreateLogger<GatewayListener>());
    }

    /// <summary>The gateway's TCP port on 127.0.0.1.</summary>
    public int Port => _listener.Port;

    /// <summary>The HTTP control port on 127.0.0.1.</summary>
    public int ControlPort => _control?.Port ?? 0;

    /// <summary>The bearer token of the control port.</summary>
    public string Token { get; }

    /// <summary>Fails when the exchange had to stop (its journal cannot be written); ends when it was disposed.</summary>
    public Task Ended => _loop.Ended;

    /// <summary>Tick-to-order times, newest last, at most 100,000.</summary>
    public IReadOnlyCollection<LatencySample> Latencies => _loop.Latencies.Samples;

    /// <summary>Starts everything; both ports are open when it returns.</summary>
    /// <exception cref="SimulatorStartException">A port is taken, the data folder is not usable, or an option makes no sense.</exception>
    public static async Task<SimulatedGateway> StartAsync(
        SimulatorOptions options, TimeProvider? clock = null, ILoggerFactory? loggers = null, CancellationToken cancellationToken = default)
    {
        options = options.Checked();
        clock = options.Stepped ? new SteppedClock(options.Start ?? SimulatorOptions.SteppedStart) : clock ?? TimeProvider.System;
        IReadOnlyList<JournalRecord> records = [];
        IExchangeJournal journal = options.DataFolder is { } folder ? FileJournal.Open(folder, options.Reset, out records) : new MemoryJournal();
        SimulatedGateway? gateway = null;
        try
        {
            var floor = Open(options, clock, journal, records);
            gateway = new SimulatedGateway(floor, journal, ControlToken.Find(options), loggers ?? NullLoggerFactory.Instance);
            gateway._control = await ControlServer.StartAsync(gateway, options.ControlPort, cancellationToken);
            gateway._loop.Start();
            gateway._listener.Start();
            if (options.Scenario is { } scenario)
            {
                await gateway.PlayAsync(scenario);
            }

            return gateway;
        }
        catch
        {
            gateway?._listener.Dispose();
            gateway?._loop.Dispose();
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Every order, execution, commission, position and account.</summary>
    public Task<Ledger> LedgerAsync() => _loop.OnExchangeAsync(() => Ledger.Of(_floor));

    public Task<SimulatorStats> StatsAsync() => _loop.OnExchangeAsync(Stats);

    /// <summary>Adds faults; they take effect at once.</summary>
    /// <exception cref="FaultException">One of them makes no sense; none is added.</exception>
    public Task AddFaultsAsync(params IReadOnlyList<FaultRequest> requests) => DoAsync(() => _commands.AddFaults(requests));

    /// <summary>Ends all faults: half-open connections, a lost link (with 1102) and lost farms included.</summary>
    public Task ClearFaultsAsync() => DoAsync(_commands.ClearFaults);

    public Task<IReadOnlyList<FaultRequest>> FaultsAsync() => _loop.OnExchangeAsync(_commands.Faults);

    /// <summary>Sets or shifts a price from now on and matches what that makes possible; survives a restart.</summary>
    /// <exception cref="ArgumentException">The contract is not listed, or the change is not exactly one of price and percent.</exception>
    public Task<PriceView> ChangePriceAsync(PriceChange change) => _loop.OnExchangeAsync(() => _commands.ChangePrice(change));

    public Task<IReadOnlyList<PriceView>> PricesAsync() => _loop.OnExchangeAsync(_commands.Prices);

    /// <summary>Steps a stepped simulator (everything due was sent when it returns) or sets market time forward.</summary>
    /// <exception cref="ArgumentException">It is not exactly one change, or not one that this clock can make.</exception>
    public Task<ClockView> ChangeClockAsync(ClockChange change) => _loop.OnExchangeAsync(() => _commands.ChangeClock(change));

    public Task<ClockView> ClockAsync() => _loop.OnExchangeAsync(_commands.Clock);

    /// <summary>Places an order as if by hand: order id 0, client id 0.</summary>
    /// <exception cref="ArgumentException">It was refused; the message holds the code and the text.</exception>
    public Task<LedgerOrder> PlaceManualOrderAsync(ManualOrder order) => _loop.OnExchangeAsync(() => _commands.PlaceManualOrder(order));

    /// <summary>Cancels any open order as if by hand.</summary>
    /// <returns>False when no open order has that permId.</returns>
    public Task<bool> CancelManuallyAsync(long permId) => _loop.OnExchangeAsync(() => _loop.Orders.CancelByPermId(permId));

    /// <summary>Starts a scenario in place of the one that plays.</summary>
    /// <exception cref="FaultException">It makes no sense.</exception>
    public Task PlayAsync(Scenario scenario) => DoAsync(() => _scenarios.Start(scenario));

    /// <summary>Stops the scenario that plays; what it set stays.</summary>
    public Task StopScenarioAsync() => DoAsync(_scenarios.Stop);

    public void ClearLatencies() => _loop.Latencies.Clear();

    /// <summary>Stops like a killed process: nothing is flushed that was not flushed before.</summary>
    public ValueTask DisposeAsync() => _disposed ? ValueTask.CompletedTask : StopAsync();

    private static ExchangeFloor Open(SimulatorOptions options, TimeProvider clock, IExchangeJournal journal, IReadOnlyList<JournalRecord> records)
    {
        var state = new ExchangeState();
        foreach (var record in records)
        {
            state.Apply(record);
        }

        if (state.Run != 0 && options.Seed is { } seed && seed != state.Seed)
        {
            throw new SimulatorStartException($"The data folder {options.DataFolder} was made with --seed {state.Seed}, not {seed}; leave --seed out or start with --reset.");
        }

        var now = clock.GetUtcNow();
        var wanted = options.Start ?? now;
        var start = state.LastAt > wanted ? state.LastAt : wanted;
        var missing = options.Accounts.Where(a => !state.Accounts.ContainsKey(a)).Select(a => new OpenedAccount(a, options.Cash)).ToArray();
        if (missing.Length > 0)
        {
            var opened = new JournalRecord.Opened(start, state.Run == 0 ? options.Seed ?? 1 : state.Seed, state.Run == 0 ? now.ToUnixTimeSeconds() : state.Run, missing);
            journal.Append([opened]);
            state.Apply(opened);
        }

        return new ExchangeFloor(options, state, clock, new MarketClock(clock, options.Speed, start));
    }

    private Task DoAsync(Action act) => _loop.OnExchangeAsync(() =>
    {
        act();
        return true;
    });

    private async ValueTask StopAsync()
    {
        _disposed = true;
        if (_control is not null)
        {
            await _control.DisposeAsync();
        }

        _listener.Dispose();
        _loop.Dispose();
        _journal.Dispose();
    }

    private SimulatorStats Stats() => new(
        _floor.Clock.GetElapsedTime(_startedAt).TotalSeconds,
        _floor.Now,
        _floor.LinkUp,
        [.. _floor.Connections.Where(static c => c.ClientId is not null).Select(static c => new ClientStats(c.ClientId!.Value, c.Version, c.MessagesIn, c.MessagesOut))],
        _listener.Connections,
        _loop.Requests,
        _loop.Lines,
        _loop.TicksSent,
        _floor.State.OrderCount,
        _floor.State.OpenOrderCount,
        _floor.State.Executions.Count,
        _floor.Faults.Active.Length,
        Environment.WorkingSet,
        GC.GetTotalMemory(forceFullCollection: false),
        _scenarios.Playing);
}
