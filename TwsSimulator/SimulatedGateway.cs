using Microsoft.Extensions.Logging.Abstractions;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
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
    private const double MaxPrice = 1_000_000;

    private readonly ExchangeFloor _floor;
    private readonly ExchangeLoop _loop;
    private readonly IExchangeJournal _journal;
    private readonly GatewayListener _listener;
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
        _scenarios = new ScenarioPlayer(this, floor.Clock, loggers.CreateLogger<ScenarioPlayer>());
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
        clock ??= TimeProvider.System;
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
            return gateway;
        }
        catch
        {
            gateway?._listener.Dispose();
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Every order, execution, commission, position and account.</summary>
    public Task<Ledger> LedgerAsync() => _loop.OnExchangeAsync(() => Ledger.Of(_floor));

    public Task<SimulatorStats> StatsAsync() => _loop.OnExchangeAsync(Stats);

    /// <summary>Adds faults; they take effect at once.</summary>
    /// <exception cref="FaultException">One of them makes no sense; none is added.</exception>
    public Task AddFaultsAsync(params IReadOnlyList<FaultRequest> requests) => _loop.OnExchangeAsync(() =>
    {
        var faults = requests.Select(request => Fault.From(request, _floor.Clock.GetUtcNow())).ToArray();
        foreach (var fault in faults)
        {
            if (fault.StrikesNow)
            {
                _loop.Strikes.Strike(fault);
            }
            else
            {
                _floor.Faults.Add(fault);
            }
        }

        return faults.Length;
    });

    /// <summary>Ends all faults, half-open connections and a lost link included (with 1102).</summary>
    public Task ClearFaultsAsync() => _loop.OnExchangeAsync(() =>
    {
        _floor.Faults.Clear();
        _loop.Strikes.Mend();
        return true;
    });

    public Task<IReadOnlyList<FaultRequest>> FaultsAsync() =>
        _loop.OnExchangeAsync<IReadOnlyList<FaultRequest>>(() => [.. _floor.Faults.Active.Select(static f => f.Request with { Count = f.UsesLeft })]);

    /// <summary>Sets or shifts a price from now on and matches what that makes possible; survives a restart.</summary>
    /// <exception cref="ArgumentException">The contract is not listed, or the change is not exactly one of price and percent.</exception>
    public Task<PriceView> ChangePriceAsync(PriceChange change) => _loop.OnExchangeAsync(() =>
    {
        var market = _floor.Market(Moving(change.ConId));
        var now = _floor.Now;
        var log = change switch
        {
            { Price: { } price, Percent: null } when price > 0 => Math.Log((double)price / market.MidAt(now)),
            { Price: null, Percent: { } percent } when percent > -100 => Math.Log(1 + (double)percent / 100),
            _ => throw new ArgumentException("Give a price above zero or a percentage above -100, not both."),
        };
        if (market.MidAt(now) * Math.Exp(log) is < 0.01 or > MaxPrice)
        {
            throw new ArgumentException($"The price would leave 0.01 to {MaxPrice}.");
        }

        _floor.Record(new JournalRecord.PriceMoved(now, change.ConId, log));
        _floor.ReadShifts(change.ConId);
        return View(market, _floor.IsOpen ? _loop.Books.Quote(market) : market.PriceNow(now));
    });

    public Task<IReadOnlyList<PriceView>> PricesAsync() =>
        _loop.OnExchangeAsync<IReadOnlyList<PriceView>>(() => [.. _floor.Markets.Values.Select(m => View(m, m.PriceNow(_floor.Now)))]);

    /// <summary>Places an order as if by hand: order id 0, client id 0.</summary>
    /// <exception cref="ArgumentException">It was refused; the message holds the code and the text.</exception>
    public Task<LedgerOrder> PlaceManualOrderAsync(ManualOrder order) => _loop.OnExchangeAsync(() =>
    {
        var ticket = new OrderTicket(0, new TwsContract { ConId = order.ConId }, new TwsOrder
        {
            Action = order.Side,
            TotalQuantity = order.Quantity,
            OrderType = order.OrderType,
            LmtPrice = order.OrderType == "LMT" ? order.Price : null,
            AuxPrice = order.OrderType == "STP" ? order.Price : null,
            Tif = order.TimeInForce,
            Account = order.Account,
            OrderRef = order.OrderRef,
        });
        var (placed, refusal) = _loop.Orders.PlaceByHand(ticket);
        return placed is not null ? Ledger.OrderOf(_floor, placed) : throw new ArgumentException($"{refusal!.Code}: {refusal.Text}");
    });

    /// <summary>Cancels any open order as if by hand.</summary>
    /// <returns>False when no open order has that permId.</returns>
    public Task<bool> CancelManuallyAsync(long permId) => _loop.OnExchangeAsync(() => _loop.Orders.CancelByPermId(permId));

    /// <summary>Starts a scenario in place of the one that plays.</summary>
    /// <exception cref="FaultException">It makes no sense.</exception>
    public Task PlayAsync(Scenario scenario) => _scenarios.StartAsync(scenario);

    /// <summary>Stops the scenario that plays; what it set stays.</summary>
    public Task StopScenarioAsync() => _scenarios.StopAsync();

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
        var start = state.LastAt > now ? state.LastAt : now;
        var missing = options.Accounts.Where(a => !state.Accounts.ContainsKey(a)).Select(a => new OpenedAccount(a, options.Cash)).ToArray();
        if (missing.Length > 0)
        {
            var opened = new JournalRecord.Opened(start, state.Run == 0 ? options.Seed ?? 1 : state.Seed, state.Run == 0 ? now.ToUnixTimeSeconds() : state.Run, missing);
            journal.Append([opened]);
            state.Apply(opened);
        }

        return new ExchangeFloor(options, state, clock, new MarketClock(clock, options.Speed, start));
    }

    /// <summary>The listing with that id, which has a price of its own.</summary>
    private Listing Moving(int conId)
    {
        var listing = conId > 0 ? _floor.Listed.Find(conId) : null;
        return listing switch
        {
            null => throw new ArgumentException($"Contract {conId} is not listed."),
            { Derivation.Underlying: var underlying } => throw new ArgumentException($"Contract {conId} follows contract {underlying.ConId}: move that."),
            _ => listing,
        };
    }

    private static PriceView View(Market market, TopOfBook top) => new(
        market.Listing.ConId.Value, market.Listing.Instrument.Symbol, top.Bid.Value, top.BidSize.Value, top.Ask.Value, top.AskSize.Value, top.Last.Value);

    private async ValueTask StopAsync()
    {
        _disposed = true;
        await _scenarios.DisposeAsync();
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
        GC.GetTotalMemory(forceFullCollection: false));
}
