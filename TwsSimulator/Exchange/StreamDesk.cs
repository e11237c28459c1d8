using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Five-second bars and tick-by-tick data.</summary>
internal sealed class StreamDesk(ExchangeFloor floor, ContractDesk contracts, TickHistory past, Func<int> linesInUse)
{
    private static readonly BarSize FiveSeconds = BarSize.FiveSeconds;

    private readonly Dictionary<(ClientConnection Connection, int ReqId), BarLine> _bars = [];
    private readonly Dictionary<(ClientConnection Connection, int ReqId), TickLine> _ticks = [];

    public int BarCount => _bars.Count;

    public void Forget(ClientConnection connection)
    {
        _bars.RemoveOf(connection);
        _ticks.RemoveOf(connection);
    }

    public void End(Func<ClientConnection, bool> whose, Action<ClientConnection, int> tell)
    {
        _bars.End(whose, tell);
        _ticks.End(whose, tell);
    }

    public void LoseSubscriptions()
    {
        _bars.Clear();
        _ticks.Clear();
    }

    public void SubscribeBars(ClientConnection connection, RealTimeBarsRequest request)
    {
        if (contracts.Market(connection, request.ReqId, request.Contract) is not { } market)
        {
            return;
        }

        if (request.BarSize is not (5 or 0) || HistoryDesk.SourceOf(request.WhatToShow) is not { } source || request.WhatToShow is "ADJUSTED_LAST")
        {
            floor.Error(connection, request.ReqId, 321, "Error validating request: real-time bars have 5 seconds and show TRADES, MIDPOINT, BID or ASK.");
            return;
        }

        if (source == BarSource.Trades && market.Listing.Instrument.Type == SecurityType.Forex)
        {
            floor.Error(connection, request.ReqId, 420, "Invalid Real-time Query: Historical data bar type TRADES is not available for CASH.");
            return;
        }

        if (floor.Options.Rights.NoPermission(market.Listing) is { } why)
        {
            floor.Error(connection, request.ReqId, 420, $"Invalid Real-time Query:{why}");
            return;
        }

        if (linesInUse() >= floor.Options.Lines)
        {
            floor.Error(connection, request.ReqId, 101, DataDesks.NoLineLeft);
            return;
        }

        _bars[(connection, request.ReqId)] = new BarLine(market, source, Align(floor.Now));
    }

    public void CancelBars(ClientConnection connection, int reqId) => _bars.Remove((connection, reqId));

    public void SubscribeTicks(ClientConnection connection, TickByTickDataRequest request)
    {
        if (contracts.Market(connection, request.ReqId, request.Contract) is not { } market)
        {
            return;
        }

        if (request.TickType is not ("Last" or "AllLast" or "BidAsk" or "MidPoint"))
        {
            floor.Error(connection, request.ReqId, 321, $"Error validating request: tick type '{request.TickType}' is not one of Last, AllLast, BidAsk and MidPoint.");
            return;
        }

        if (market.Listing.Instrument.Type is SecurityType.Option or SecurityType.Combo || (request.TickType is "Last" or "AllLast" && market.Listing.Instrument.Type == SecurityType.Forex))
        {
            floor.Error(connection, request.ReqId, 10189, $"Failed to request tick-by-tick data.{request.TickType} tick-by-tick requests are not supported for {WireContracts.Word(market.Listing.Instrument.Type)}.");
            return;
        }

        if (_ticks.ContainsKey((connection, request.ReqId)))
        {
            floor.Error(connection, request.ReqId, 102, "Duplicate ticker ID.");
            return;
        }

        if (floor.Options.Rights.NoPermission(market.Listing) is { } why)
        {
            floor.Error(connection, request.ReqId, 10189, $"Failed to request tick-by-tick data.{why}");
            return;
        }

        if (floor.Options.Lines is not null && _ticks.Count >= floor.Options.Rights.Deep)
        {
            floor.Error(connection, request.ReqId, 10190, "Max number of tick-by-tick requests has been reached.");
            return;
        }

        if (request.NumberOfTicks > 0)
        {
            past.SendNewest(connection, request.ReqId, market, request.TickType, request.NumberOfTicks);
        }

        _ticks[(connection, request.ReqId)] = new TickLine(market, request.TickType, request.IgnoreSize);
    }

    public void CancelTicks(ClientConnection connection, int reqId)
    {
        if (!_ticks.Remove((connection, reqId)))
        {
            floor.Error(connection, reqId, 300, $"Can't find EId with tickerId:{reqId}");
        }
    }

    /// <summary>Bars of a time that was left out are not sent.</summary>
    public void SkipBars()
    {
        foreach (var line in _bars.Values)
        {
            line.Next = Align(floor.Now);
        }
    }

    /// <summary>Sends the bars that are complete.</summary>
    public void SendBars()
    {
        var complete = Align(floor.Now);
        foreach (var ((connection, reqId), line) in _bars)
        {
            for (; line.Next + FiveSeconds.Value <= complete; line.Next += FiveSeconds.Value)
            {
                if (!floor.IsFrozen(connection, line.Market))
                {
                    connection.Send(Bar(reqId, line.Market.Prices.Bar(FiveSeconds, line.Source, line.Next)));
                }
            }
        }
    }

    /// <summary>A market has a new quote.</summary>
    public void Quoted(Market market, in TopOfBook top)
    {
        foreach (var ((connection, reqId), line) in _ticks)
        {
            if (line.Market == market && floor.LinkUp && !floor.IsFrozen(connection, market))
            {
                Send(connection, reqId, line, top);
            }
        }
    }

    private void Send(ClientConnection connection, int reqId, TickLine line, in TopOfBook top)
    {
        var before = line.Sent;
        line.Sent = top;
        switch (line.Kind)
        {
            case "BidAsk" when line.IgnoreSize && before?.Bid == top.Bid && before?.Ask == top.Ask:
                break;
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
            case "MidPoint" when line.IgnoreSize && before?.Bid == top.Bid && before?.Ask == top.Ask:
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
                    Exchange = line.Market.Listing.Instrument.PrimaryExchange ?? line.Market.Listing.Instrument.Exchange,
                });
                break;
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

    private sealed record TickLine(Market Market, string Kind, bool IgnoreSize)
    {
        public TopOfBook? Sent { get; set; }
    }
}
