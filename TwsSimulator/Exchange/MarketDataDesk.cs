using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Moves the markets and sends quotes to those who subscribed.</summary>
internal sealed class MarketDataDesk(ExchangeFloor floor, ContractDesk contracts, OrderBooks books, OrderClock clock, StreamDesk streams, DepthDesk depth, Func<int> linesInUse)
{
    private const int LiveType = 1;
    private const int FrozenType = 2;
    private const int DelayedType = 3;
    private const int DelayedFrozenType = 4;

    private static readonly TimeSpan QuotePeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FastQuotePeriod = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(15);

    private readonly Dictionary<(ClientConnection Connection, int ReqId), MarketLine> _lines = [];
    private readonly Dictionary<ClientConnection, int> _dataTypes = [];
    private readonly Dictionary<int, TimeSpan> _nextQuote = [];
    private readonly Dictionary<ClientConnection, List<MarketLine>> _linesOf = [];
    private readonly List<MarketLine> _order = [];
    private TimeSpan _rateFrom;
    private double _owed;
    private int _turn;

    public int LineCount => _lines.Count;

    public long TicksSent { get; private set; }

    public void Forget(ClientConnection connection)
    {
        _dataTypes.Remove(connection);
        foreach (var key in _lines.Keys.Where(k => k.Connection == connection).ToArray())
        {
            Remove(key);
        }

        _linesOf.Remove(connection);
    }

    /// <summary>All data subscriptions of all clients end, as after error 1101.</summary>
    public void LoseSubscriptions()
    {
        _lines.Clear();
        _linesOf.Clear();
        _order.Clear();
    }

    /// <summary>The lines of some clients end.</summary>
    public void End(Func<ClientConnection, bool> whose, Action<ClientConnection, int> tell)
    {
        foreach (var key in _lines.Keys.Where(key => whose(key.Connection)).ToArray())
        {
            Remove(key);
            tell(key.Connection, key.ReqId);
        }
    }

    public void SetDataType(ClientConnection connection, int type)
    {
        if (type is < LiveType or > DelayedFrozenType)
        {
            floor.Error(connection, -1, 321, $"Error validating request: market data type {type} is not 1, 2, 3 or 4.");
            return;
        }

        _dataTypes[connection] = type;
    }

    public void Subscribe(ClientConnection connection, MktDataRequest request)
    {
        if (_lines.ContainsKey((connection, request.ReqId)))
        {
            floor.Error(connection, request.ReqId, 102, "Duplicate ticker ID.");
            return;
        }

        var (generics, unknown) = GenericTicks.Parse(request.GenericTickList);
        if (unknown is not null || (request.Snapshot && generics.Count > 0))
        {
            var why = unknown is null ? (414, "Snapshot market data subscription is not applicable to generic ticks.")
                : (321, $"Error validating request: incorrect generic tick list, '{unknown}' is unknown.");
            floor.Error(connection, request.ReqId, why.Item1, why.Item2);
            return;
        }

        if (contracts.Market(connection, request.ReqId, request.Contract) is not { } market)
        {
            return;
        }

        var type = DataType(connection);
        if (Refusal(type, market.Listing) is { } refusal)
        {
            floor.Error(connection, request.ReqId, refusal.Code, refusal.Text);
            return;
        }

        if (type >= DelayedType && floor.Options.Rights.DelayedNotice(market.Listing) is { } notice)
        {
            floor.Error(connection, request.ReqId, notice.Code, notice.Text);
        }

        connection.Send(new TickReqParamsMessage
        {
            ReqId = request.ReqId,
            MinTick = market.Listing.MinTick,
            BboExchange = market.Listing.Instrument.Type == SecurityType.Stock ? ReferenceDesk.BboExchange : null,
            SnapshotPermissions = 3,
        });
        connection.Send(new MarketDataTypeMessage { ReqId = request.ReqId, MarketDataType = type });
        Open(new MarketLine(connection, request.ReqId, market, type, generics), request.Snapshot || request.RegulatorySnapshot);
    }

    public void Cancel(ClientConnection connection, int reqId)
    {
        if (!Remove((connection, reqId)))
        {
            floor.Error(connection, reqId, 300, "Can't find EId with tickerId:" + reqId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Moves the market on and sends what is due.</summary>
    public void Step()
    {
        var open = floor.IsOpen;
        clock.Step();
        if (open)
        {
            MoveMarkets();
        }

        if (open && floor.LinkUp)
        {
            streams.SendBars();
            SendLines();
        }
    }

    /// <summary>When <see cref="Step"/> has work next.</summary>
    public TimeSpan NextDue() => floor.Options.TickRate is { } rate && _lines.Count > 0
        ? floor.Outbox.Now + TimeSpan.FromSeconds(Math.Clamp((1 - _owed) / rate, FastQuotePeriod.TotalSeconds, QuotePeriod.TotalSeconds))
        : _nextQuote.Count == 0 ? floor.Outbox.Now + QuotePeriod : _nextQuote.Values.Min();

    /// <summary>A batch of this connection was written: its ticks got their time.</summary>
    public void Written(ClientConnection connection, long at)
    {
        foreach (var line in LinesOf(connection))
        {
            line.Trace.Stamp(at);
        }
    }

    /// <summary>The time from the tick that an order answers.</summary>
    public (long WrittenAt, bool SamePrice)? TickBefore(ClientConnection connection, int conId, decimal? price, long readAt)
    {
        var line = LinesOf(connection).Find(line => line.Market.Listing.ConId.Value == conId);
        return line?.Trace.Find(price, readAt);
    }

    /// <summary>Lines come before rights: a login without a free line is told of that first.</summary>
    private OrderRefusal? Refusal(int type, Listing listing) =>
        linesInUse() >= floor.Options.Lines ? new(101, DataDesks.NoLineLeft)
        : type < DelayedType ? floor.Options.Rights.LiveRefusal(listing)
        : null;

    private void Open(MarketLine line, bool snapshot)
    {
        if (snapshot)
        {
            Show(line);
            line.Connection.Send(new TickSnapshotEndMessage { ReqId = line.ReqId });
            return;
        }

        _lines.Add((line.Connection, line.ReqId), line);
        _order.Add(line);
        LinesOf(line.Connection).Add(line);
        if (floor.LinkUp && !IsFrozen(line))
        {
            Show(line);
        }

        line.NextDue = floor.Outbox.Now + QuotePeriod;
    }

    /// <summary>What the client asked for; live data of a closed market are frozen for those who asked for that.</summary>
    private int DataType(ClientConnection connection)
    {
        var asked = _dataTypes.GetValueOrDefault(connection, LiveType);
        return asked switch
        {
            FrozenType when floor.IsOpen => LiveType,
            DelayedFrozenType when floor.IsOpen => DelayedType,
            _ => asked,
        };
    }

    /// <summary>Everything about the contract, once.</summary>
    private void Show(MarketLine line)
    {
        var before = line.TicksSent;
        var top = floor.IsOpen && !line.IsDelayed ? books.Quote(line.Market) : TopFor(line);
        line.Send(top, floor.Now);
        if (line.Market.Listing.Legs.IsEmpty)
        {
            var day = line.Market.Day(floor.Session.Open, floor.Now);
            line.SendDay(day);
            GenericTicks.SendAll(line, day, top, floor.Now);
        }

        TicksSent += line.TicksSent - before;
    }

    private TopOfBook TopFor(MarketLine line) => line.IsDelayed ? line.Market.Prices.QuoteAt(floor.Now - Delay) : line.Market.PriceNow(floor.Now);

    private void MoveMarkets()
    {
        var now = floor.Outbox.Now;
        foreach (var (conId, market) in floor.Markets)
        {
            if (market.Listing.IsExpired(floor.Now))
            {
                _nextQuote.Remove(conId);
            }
            else if (now >= _nextQuote.GetValueOrDefault(conId))
            {
                _nextQuote[conId] = now + QuotePeriod;
                var top = books.Quote(market);
                streams.Quoted(market, top);
                depth.Quoted(market, top);
            }
        }
    }

    private void SendLines()
    {
        if (floor.Options.TickRate is { } rate)
        {
            SendAtRate(rate);
            return;
        }

        var now = floor.Outbox.Now;
        foreach (var line in _order)
        {
            if (now >= line.NextDue && !IsFrozen(line))
            {
                line.NextDue = now + QuotePeriod;
                Send(line, TopFor(line));
            }
        }
    }

    private void SendAtRate(int rate)
    {
        var now = floor.Outbox.Now;
        _owed = Math.Min(_owed + (now - _rateFrom).TotalSeconds * rate, rate);
        _rateFrom = now;
        var lines = floor.Faults.IsEmpty ? _order : [.. _order.Where(line => !IsFrozen(line))];
        if (lines.Count == 0)
        {
            _owed = 0;
            return;
        }

        for (; _owed >= 1; _owed--)
        {
            _turn = (_turn + 1) % lines.Count;
            var line = lines[_turn];
            var fresh = floor.Now - line.Market.QuotedAt >= FastQuotePeriod;
            line.SendOne(fresh ? books.Quote(line.Market) : line.Market.PriceNow(floor.Now));
            TicksSent++;
        }
    }

    private void Send(MarketLine line, in TopOfBook top)
    {
        var before = line.TicksSent;
        line.Send(top, floor.Now);
        if (line.Generics.Count > 0)
        {
            GenericTicks.SendTrade(line, line.Market.Day(floor.Session.Open, floor.Now), top, floor.Now);
        }

        TicksSent += line.TicksSent - before;
    }

    private bool IsFrozen(MarketLine line) => floor.IsFrozen(line.Connection, line.Market);

    private List<MarketLine> LinesOf(ClientConnection connection)
    {
        if (!_linesOf.TryGetValue(connection, out var lines))
        {
            _linesOf.Add(connection, lines = []);
        }

        return lines;
    }

    private bool Remove((ClientConnection Connection, int ReqId) key)
    {
        if (!_lines.Remove(key, out var line))
        {
            return false;
        }

        _order.Remove(line);
        LinesOf(key.Connection).Remove(line);
        return true;
    }
}
