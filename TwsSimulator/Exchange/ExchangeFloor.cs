using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Journal;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>What the desks of the exchange share. Everything here belongs to the exchange's one thread.</summary>
internal sealed class ExchangeFloor
{
    private readonly Dictionary<int, ClientConnection> _clients = [];
    private readonly Dictionary<int, Market> _markets = [];
    private readonly List<JournalRecord?> _uncommitted = [];
    private readonly Dictionary<long, int> _storedAt = [];

    public ExchangeFloor(SimulatorOptions options, ExchangeState state, TimeProvider clock, MarketClock market)
    {
        Options = options;
        State = state;
        Clock = clock;
        MarketClock = market;
        Faults = new FaultBook(clock);
        Outbox = new Outbox(clock);
        Random = new Random((int)(state.Seed % int.MaxValue));
        Listed = new ListedMarket(options.Listings);
        foreach (var listing in options.Listings)
        {
            Market(listing);
        }

        foreach (var order in state.Orders.Where(static order => order.Legs is not null))
        {
            // Its listing exists because it was asked for once.
            var legs = order.Legs!.Select(leg => new ComboLeg(Listing(ConId.Of(leg.ConId)), leg.Ratio)).ToImmutableArray();
            Listed.Combo(legs[0].Listing.Instrument.Symbol, legs);
        }
    }

    public SimulatorOptions Options { get; }

    public ExchangeState State { get; }

    public TimeProvider Clock { get; }

    public MarketClock MarketClock { get; }

    public FaultBook Faults { get; }

    public Outbox Outbox { get; }

    /// <summary>Seeded; decides delays only.</summary>
    public Random Random { get; }

    public ListedMarket Listed { get; }

    /// <summary>The markets that move: what has a price of its own, and every derivative that was asked for since the start.</summary>
    public IReadOnlyDictionary<int, Market> Markets => _markets;

    /// <summary>False between 1100 and 1101 or 1102.</summary>
    public bool LinkUp { get; set; } = true;

    /// <summary>The default client asked for every future order made by hand.</summary>
    public bool BindsOrders { get; set; }

    /// <summary>Every connection past the handshake, started or not.</summary>
    public HashSet<ClientConnection> Connections { get; } = [];

    public DateTimeOffset Now => MarketClock.Now;

    /// <summary>Trading goes on, in the regular hours or around them.</summary>
    public bool IsOpen => Options.Hours.IsOpen(Now) || Options.ExtendedHours?.IsOpen(Now) == true;

    /// <summary>The regular hours.</summary>
    public bool IsRegular => Options.Hours.IsOpen(Now);

    public bool HasUncommitted => _uncommitted.Count > 0;

    /// <summary>The session that contains now or, while closed, the one before.</summary>
    public Session Session => Options.Hours.SessionBefore(Now);

    public Market Market(ConId conId) => Market(Listing(conId));

    /// <summary>Opens the market when this is the first to ask for it.</summary>
    public Market Market(Listing listing)
    {
        if (!_markets.TryGetValue(listing.ConId.Value, out var market))
        {
            _markets[listing.ConId.Value] = market = new Market(listing, State.Seed, Options.Volatility, State, Options.Tapes);
        }

        return market;
    }

    /// <summary>The journal holds a new shift of this contract: it and all that derives from it read it.</summary>
    public void ReadShifts(int conId)
    {
        foreach (var market in _markets.Values.Where(m => m.Listing.ConId.Value == conId || m.Listing.Derivation?.Underlying.ConId.Value == conId || !m.Listing.Legs.IsEmpty))
        {
            market.ReadShifts();
        }
    }

    /// <exception cref="InvalidOperationException">Nothing listed has that id: the journal was made with other listings.</exception>
    public Listing Listing(ConId conId) => Listed.Find(conId.Value) ?? throw new InvalidOperationException($"Contract {conId} is not listed.");

    public ClientConnection? Client(int clientId) => _clients.GetValueOrDefault(clientId);

    public bool Register(int clientId, ClientConnection connection)
    {
        if (!_clients.TryAdd(clientId, connection))
        {
            return false;
        }

        connection.ClientId = clientId;
        return true;
    }

    public void Remove(ClientConnection connection)
    {
        Connections.Remove(connection);
        if (connection.ClientId is { } id && _clients.GetValueOrDefault(id) == connection)
        {
            _clients.Remove(id);
            BindsOrders &= id != 0;
        }
    }

    /// <summary>Changes the state; nothing that follows from it is sent before the batch is in the journal.</summary>
    public void Record(JournalRecord record)
    {
        State.Apply(record);
        if (record is JournalRecord.OrderStored { Order.PermId: var permId })
        {
            if (_storedAt.TryGetValue(permId, out var earlier))
            {
                // A batch is there as a whole or not at all, and an order is stored whole: its last word is enough.
                _uncommitted[earlier] = null;
            }

            _storedAt[permId] = _uncommitted.Count;
        }
        else if (record is not JournalRecord.Executed)
        {
            _storedAt.Clear(); // It may build upon the order as it was stored just before.
        }

        _uncommitted.Add(record);
    }

    /// <summary>The records of the batch, which is over now.</summary>
    public IReadOnlyList<JournalRecord> TakeUncommitted()
    {
        JournalRecord[] records = [.. _uncommitted.OfType<JournalRecord>()];
        _uncommitted.Clear();
        _storedAt.Clear();
        return records;
    }

    /// <summary>A fault holds this contract's data back from this client.</summary>
    public bool IsFrozen(ClientConnection connection, Market market) =>
        !Faults.IsEmpty && Faults.IsFrozen(market.Listing, connection.ClientId);

    public void Error(ClientConnection connection, int id, int code, string text) =>
        connection.Send(new ErrMsgMessage { Id = id, ErrorCode = code, ErrorMsg = text, ErrorTime = Now });

    public AccountValuation Value(SimulatedAccount account) => AccountValuation.Of(account, conId => Listing(ConId.Of(conId)), PriceOf);

    public decimal PriceOf(int conId) => Market(ConId.Of(conId)).PriceNow(Now).Last.Value;
}
