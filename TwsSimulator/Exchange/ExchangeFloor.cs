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
    private readonly List<JournalRecord> _uncommitted = [];

    public ExchangeFloor(SimulatorOptions options, ExchangeState state, TimeProvider clock, MarketClock market)
    {
        Options = options;
        State = state;
        Clock = clock;
        MarketClock = market;
        Faults = new FaultBook(clock);
        Outbox = new Outbox(clock);
        Random = new Random((int)(state.Seed % int.MaxValue));
        Markets = options.Listings.ToDictionary(
            static listing => listing.ConId.Value,
            listing => new Market(listing, state.Seed, options.Volatility, state));
    }

    public SimulatorOptions Options { get; }

    public ExchangeState State { get; }

    public TimeProvider Clock { get; }

    public MarketClock MarketClock { get; }

    public FaultBook Faults { get; }

    public Outbox Outbox { get; }

    /// <summary>Seeded; decides delays only.</summary>
    public Random Random { get; }

    public IReadOnlyDictionary<int, Market> Markets { get; }

    /// <summary>False between 1100 and 1101 or 1102.</summary>
    public bool LinkUp { get; set; } = true;

    /// <summary>Every connection past the handshake, started or not.</summary>
    public HashSet<ClientConnection> Connections { get; } = [];

    public DateTimeOffset Now => MarketClock.Now;

    public bool IsOpen => Options.Hours.IsOpen(Now);

    public IReadOnlyList<JournalRecord> Uncommitted => _uncommitted;

    public Market? Market(ConId conId) => Markets.GetValueOrDefault(conId.Value);

    public Listing Listing(ConId conId) => Markets[conId.Value].Listing;

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
        }
    }

    /// <summary>Changes the state; nothing that follows from it is sent before the batch is in the journal.</summary>
    public void Record(JournalRecord record)
    {
        State.Apply(record);
        _uncommitted.Add(record);
    }

    public void Committed() => _uncommitted.Clear();

    public void Error(ClientConnection connection, int id, int code, string text) =>
        connection.Send(new ErrMsgMessage { Id = id, ErrorCode = code, ErrorMsg = text, ErrorTime = Now });

    public AccountValuation Value(SimulatedAccount account) =>
        new(account, account.Positions.Keys.ToDictionary(static conId => conId, PriceOf));

    public decimal PriceOf(int conId) => Markets.GetValueOrDefault(conId)?.PriceNow(Now).Last.Value ?? 0;
}
