using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Quotes, five-second bars and tick-by-tick data.</summary>
internal sealed class MarketDataDesk(ExchangeFloor floor, OrderDesk orders)
{
    private static readonly TimeSpan QuotePeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FastQuotePeriod = TimeSpan.FromMilliseconds(1);
    private static readonly BarSize FiveSeconds = BarSize.FiveSeconds;

    private readonly Dictionary<(ClientConnection Connection, int ReqId), MarketLine> _lines = [];
    private readonly Dictionary<(ClientConnection Connection, int ReqId), BarLine> _bars = [];
    private readonly Dictionary<(ClientConnection Connection, int ReqId), TickLine> _ticks = [];
    private readonly Dictionary<ClientConnection, int> _dataTypes = [];
    private readonly Dictionary<int, TimeSpan> _nextQuote = [];
    private readonly Dictionary<ClientConnection, List<MarketLine>> _linesOf = [];
    private readonly List<MarketLine> _order = [];
    private TimeSpan _rateFrom;
    private double _owed;
    private int _turn;
    private bool _wasOpen = true;

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
        RemoveWhere(_bars, connection);
        RemoveWhere(_ticks, connection);
    }

    /// <summary>All data subscriptions of all clients end, as after error 1101.</summary>
    public void LoseSubscriptions()
    {
        _lines.Clear();
        _linesOf.Clear();
        _order.Clear();
        _bars.Clear();
        _ticks.Clear();
    }

    public void SetDataType(ClientConnection connection, int type) => _dataTypes[connection] = type;

    public void Subscribe(ClientConnection connection, MktDataRequest request)
    {
        if (_lines.ContainsKey((connection, request.ReqId)))
        {
            floor.Error(connection, request.ReqId, 102, "Duplicate ticker ID.");
            return;
        }

        if (Find(connection, request.ReqId, request.Contract) is not { } market)
        {
            return;
        }

        connection.Send(new TickReqParamsMessage { ReqId = request.ReqId, MinTick = 0.01m, BboExchange = "9c0001", SnapshotPermissions = 3 });
        connection.Send(new MarketDataTypeMessage { ReqId = request.ReqId, MarketDataType = floor.IsOpen ? 1 : _dataTypes.GetValueOrDefault(connection, 1) });
        var line = new MarketLine(connection, request.ReqId, market);
        if (request.Snapshot)
        {
            Show(line);
            connection.Send(new TickSnapshotEndMessage { ReqId = request.ReqId });
            return;
        }

        _lines.Add((connection, request.ReqId), line);
        _order.Add(line);
        LinesOf(connection).Add(line);
        if (floor.LinkUp && !IsFrozen(line))
        {
            Show(line);
        }

        line.NextDue = floor.Outbox.Now + QuotePeriod;
    }

    public void Cancel(ClientConnection connection, int reqId)
    {
        if (!Remove((connection, reqId)))
        {
            floor.Error(connection, reqId, 300, "Can't find EId with tickerId:" + reqId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    public void SubscribeBars(ClientConnection connection, RealTimeBarsRequest request)
    {
        if (Find(connection, request.ReqId, request.Contract) is not { } market)
        {
            return;
        }

        if (request.BarSize is not (5 or 0) || HistoryDesk.SourceOf(request.WhatToShow) is not { } source)
        {
            floor.Error(connection, request.ReqId, 321, "Error validating request: real-time bars have 5 seconds and show TRADES, MIDPOINT, BID or ASK.");
            return;
        }

        _bars[(connection, request.ReqId)] = new BarLine(market, source, Align(floor.Now));
    }

    public void CancelBars(ClientConnection connection, int reqId) => _bars.Remove((connection, reqId));

    public void SubscribeTicks(ClientConnection connection, TickByTickDataRequest request)
    {
        if (Find(connection, request.ReqId, request.Contract) is not { } market)
        {
            return;
        }

        if (request.TickType is not ("Last" or "AllLast" or "BidAsk" or "MidPoint") || request.NumberOfTicks != 0)
        {
            floor.Error(connection, request.ReqId, 10189, "Failed to request tick-by-tick data: only streams of Last, AllLast, BidAsk and MidPoint are simulated.");
            return;
        }

        _ticks[(connection, request.ReqId)] = new TickLine(market, request.TickType);
    }

    public void CancelTicks(ClientConnection connection, int reqId) => _ticks.Remove((connection, reqId));

    /// <summary>Moves the market on and sends what is due.</summary>
    public void Step()
    {
        var open = floor.IsOpen;
        if (_wasOpen && !open)
        {
            orders.EndOfSession();
        }

        _wasOpen = open;
        if (open)
        {
            MoveMarkets();
        }

        if (open && floor.LinkUp)
        {
            SendBars();
            SendLines();
        }
    }

    /// <summary>When <see cref="Step"/> has work next.</summary>
    public TimeSpan NextDue() => floor.Options.TickRate is not null && _lines.Count > 0
        ? floor.Outbox.Now + FastQuotePeriod
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

    private void Show(MarketLine line)
    {
        Send(line, floor.IsOpen ? orders.Quote(line.Market) : line.Market.PriceNow(floor.Now));
    }

    private void MoveMarkets()
    {
        var now = floor.Outbox.Now;
        foreach (var (conId, market) in floor.Markets)
        {
            if (now >= _nextQuote.GetValueOrDefault(conId))
            {
                _nextQuote[conId] = now + QuotePeriod;
                SendTicks(market, orders.Quote(market));
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
                Send(line, line.Market.PriceNow(floor.Now));
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
            line.SendOne(fresh ? orders.Quote(line.Market) : line.Market.PriceNow(floor.Now));
            TicksSent++;
        }
    }

    private void SendBars()
    {
        var complete = Align(floor.Now);
        foreach (var ((connection, reqId), line) in _bars)
        {
            for (; line.Next + FiveSeconds.Value <= complete; line.Next += FiveSeconds.Value)
            {
                if (!IsFrozen(connection, line.Market))
                {
                    connection.Send(Bar(reqId, line.Market.Prices.Bar(FiveSeconds, line.Source, line.Next)));
                }
            }
        }
    }

    private void SendTicks(Market market, in TopOfBook top)
    {
        foreach (var ((connection, reqId), line) in _ticks)
        {
            if (line.Market != market || !floor.LinkUp || IsFrozen(connection, market))
            {
                continue;
            }

            switch (line.Kind)
            {
                case "BidAsk":
                    connection.Send(new TickByTickBidAskMessage
                    {
                        ReqId = reqId,
                        Time = floor.Now,
                        BidPrice = top.Bid.Value,
                        AskPrice = top.Ask.Value,
                        BidSize = top.BidSize.Value,
                        AskSize = top.AskSize.Value,
                    });
                    break;
                case "MidPoint":
                    connection.Send(new TickByTickMidPointMessage { ReqId = reqId, Time = floor.Now, MidPoint = (top.Bid.Value + top.Ask.Value) / 2 });
                    break;
                default:
                    connection.Send(new TickByTickAllLastMessage
                    {
                        ReqId = reqId,
                        Kind = line.Kind == "Last" ? TickByTickKind.Last : TickByTickKind.AllLast,
                        Time = floor.Now,
                        Price = top.Last.Value,
                        Size = top.LastSize.Value,
                        Exchange = market.Listing.Instrument.PrimaryExchange,
                    });
                    break;
            }
        }
    }

    private void Send(MarketLine line, in TopOfBook top)
    {
        var before = line.TicksSent;
        line.Send(top);
        TicksSent += line.TicksSent - before;
    }

    private bool IsFrozen(MarketLine line) => IsFrozen(line.Connection, line.Market);

    private bool IsFrozen(ClientConnection connection, Market market) =>
        floor.Faults.Find(FaultKind.Freeze, new FaultScope(null, null, market.Listing.ConId.Value, connection.ClientId)) is not null;

    private List<MarketLine> LinesOf(ClientConnection connection)
    {
        if (!_linesOf.TryGetValue(connection, out var lines))
        {
            _linesOf.Add(connection, lines = []);
        }

        return lines;
    }

    private Market? Find(ClientConnection connection, int reqId, TwsContract contract)
    {
        if (WireContracts.Find(floor.Options.Listings, contract).FirstOrDefault() is { } listing)
        {
            return floor.Markets[listing.ConId.Value];
        }

        floor.Error(connection, reqId, 200, "No security definition has been found for the request");
        return null;
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

    private static void RemoveWhere<T>(Dictionary<(ClientConnection Connection, int ReqId), T> from, ClientConnection connection)
    {
        foreach (var key in from.Keys.Where(k => k.Connection == connection).ToArray())
        {
            from.Remove(key);
        }
    }

    private static DateTimeOffset Align(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % FiveSeconds.Value.Ticks));

    private static RealTimeBarMessage Bar(int reqId, Bar bar) => new()
    {
        ReqId = reqId,
        Time = bar.Start,
        Open = bar.Open.Value,
        High = bar.High.Value,
        Low = bar.Low.Value,
        Close = bar.Close.Value,
        Volume = bar.Volume?.Value,
        Wap = bar.Wap?.Value,
        Count = bar.Count < 0 ? null : bar.Count,
    };

    private sealed record BarLine(Market Market, BarSource Source, DateTimeOffset Next)
    {
        public DateTimeOffset Next { get; set; } = Next;
    }

    private sealed record TickLine(Market Market, string Kind);
}
