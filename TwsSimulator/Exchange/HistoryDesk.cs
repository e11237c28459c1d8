using System.Globalization;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Past bars, computed from the same prices as the live ones, away from the exchange's thread.</summary>
internal sealed class HistoryDesk(ExchangeFloor floor, ContractDesk contracts, Action<Action> onExchange, Func<int> linesInUse)
{
    private static readonly TimeSpan UpdatePeriod = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(ClientConnection Connection, int ReqId), HistoryQuery> _kept = [];
    private TimeSpan _nextUpdate;

    public static BarSource? SourceOf(string whatToShow) => whatToShow switch
    {
        "TRADES" or "ADJUSTED_LAST" or "AGGTRADES" => BarSource.Trades,
        "MIDPOINT" => BarSource.Midpoint,
        "BID" or "BID_ASK" => BarSource.Bid,
        "ASK" => BarSource.Ask,
        _ => null,
    };

    /// <summary>Queries that are kept up to date.</summary>
    public int KeptCount => _kept.Count;

    /// <summary>A histogram's period, such as "3 days".</summary>
    public static TimeSpan? PeriodOf(string text) => BarWords.Period(text);

    public void Forget(ClientConnection connection)
    {
        _kept.RemoveOf(connection);
    }

    /// <summary>Streams of bars end; answers that are under way come.</summary>
    public void LoseSubscriptions() => _kept.Clear();

    public void Request(ClientConnection connection, HistoricalDataRequest request)
    {
        if (contracts.Market(connection, request.ReqId, request.Contract, request.IncludeExpired) is not { } market)
        {
            return;
        }

        var (query, refusal) = HistoryQuery.Read(request, market.Listing, floor.Now);
        if (query is null)
        {
            floor.Error(connection, request.ReqId, refusal!.Code, refusal.Text);
            return;
        }

        if (_kept.ContainsKey((connection, request.ReqId)))
        {
            floor.Error(connection, request.ReqId, 386, "Duplicate historical data request id.");
            return;
        }

        if (request.WhatToShow == HistoryQuery.Schedule)
        {
            connection.Send(Sessions(query));
            return;
        }

        if (floor.Options.Rights.NoPermission(market.Listing) is { } why)
        {
            floor.Error(connection, request.ReqId, 162, $"Historical Market Data Service error message:{why}");
            return;
        }

        if (request.KeepUpToDate && linesInUse() >= floor.Options.Lines)
        {
            floor.Error(connection, request.ReqId, 101, DataDesks.NoLineLeft);
            return;
        }

        if (request.KeepUpToDate)
        {
            _kept[(connection, request.ReqId)] = query;
        }

        var prices = market.NewPrices();
        _ = Task.Run(() =>
        {
            var answer = Answer(query, prices);
            onExchange(() => Send(connection, query, answer));
        });
    }

    public void Cancel(ClientConnection connection, int reqId)
    {
        if (_kept.Remove((connection, reqId)))
        {
            floor.Error(connection, reqId, 162, "Historical Market Data Service error message:API historical data query cancelled: " + reqId.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            floor.Error(connection, reqId, 366, "No historical data query found for ticker id:" + reqId.ToString(CultureInfo.InvariantCulture));
        }
    }

    public void HeadTimestamp(ClientConnection connection, HeadTimestampRequest request)
    {
        if (contracts.Market(connection, request.ReqId, request.Contract, request.IncludeExpired) is not { } market)
        {
            return;
        }

        if (HistoryQuery.WhatRefusal(request.WhatToShow, market.Listing) is { } refusal)
        {
            floor.Error(connection, request.ReqId, refusal.Code, refusal.Text);
            return;
        }

        var head = request.FormatDate == 2
            ? PriceProcess.Origin.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
            : TwsTime.Format(PriceProcess.Origin);
        connection.Send(new HeadTimestampMessage { ReqId = request.ReqId, HeadTimestamp = head });
    }

    /// <summary>Sends the forming bar of queries that are kept up to date.</summary>
    public void Step()
    {
        if (_kept.Count == 0 || floor.Outbox.Now < _nextUpdate || !floor.LinkUp)
        {
            return;
        }

        _nextUpdate = floor.Outbox.Now + UpdatePeriod;
        foreach (var ((connection, reqId), query) in _kept)
        {
            var start = query.Align(floor.Now);
            var span = TimeSpan.FromTicks(Math.Max(1, (floor.Now - start).Ticks / UpdatePeriod.Ticks) * UpdatePeriod.Ticks);
            if (BarOf(floor.Market(ConId.Of(query.ConId)).Prices, query, new TimeRange(start, start + span)) is { } bar)
            {
                connection.Send(new HistoricalDataUpdateMessage { ReqId = reqId, Bar = Wire(bar, query) });
            }
        }
    }

    private HistoricalBar[] Answer(HistoryQuery query, IPriceSource prices) =>
        [.. BarSpans.Of(query, HoursOf(query)).Select(span => BarOf(prices, query, span)).OfType<Bar>().Select(bar => Wire(bar, query))];

    private MarketHours HoursOf(HistoryQuery query) => query.RegularOnly ? floor.Options.Hours : floor.Options.ExtendedHours ?? floor.Options.Hours;

    /// <summary>Null where the market was closed throughout.</summary>
    private Bar? BarOf(IPriceSource prices, HistoryQuery query, TimeRange span)
    {
        if (query.Size < UpdatePeriod)
        {
            return SecondBar(prices, query, span.From);
        }

        var parts = BarSpans.OpenIn(span, HoursOf(query)).Where(static part => part.Length >= UpdatePeriod).Select(part => PartOf(prices, query, part.From, part.Length)).ToArray();
        return parts.Length == 0 ? null : BarMath.Combine(parts, parts[0].Size, span.From);
    }

    private static Bar PartOf(IPriceSource prices, HistoryQuery query, DateTimeOffset start, TimeSpan span)
    {
        var size = BarSize.Of(span);
        if (query.Constant is { } constant)
        {
            var value = Price.Of(constant);
            return new Bar(ConId.Of(query.ConId), size, start, value, value, value, value, null, null, -1);
        }

        var bar = prices.Bar(size, query.Source, start);
        if (!query.IsBidAsk)
        {
            return bar;
        }

        // BID_ASK: time-average bid, highest ask, lowest bid, time-average ask.
        var ask = prices.Bar(size, BarSource.Ask, start);
        return bar with { Open = Average(bar), High = ask.High, Close = Average(ask) };
    }

    private static Price Average(Bar bar) => Price.Of((bar.Open.Value + bar.Close.Value) / 2);

    private static Bar SecondBar(IPriceSource prices, HistoryQuery query, DateTimeOffset start)
    {
        var (first, last) = (ValueOf(prices.QuoteAt(start), query.Source), ValueOf(prices.QuoteAt(start.AddMilliseconds(999)), query.Source));
        var size = query.Source == BarSource.Trades ? prices.QuoteAt(start).LastSize : (Quantity?)null;
        return new Bar(
            ConId.Of(query.ConId), BarSize.FiveSeconds, start, Price.Of(first), Price.Of(Math.Max(first, last)), Price.Of(Math.Min(first, last)), Price.Of(last),
            size, size is null ? null : Price.Of(last), size is null ? -1 : 1);
    }

    private static decimal ValueOf(in TopOfBook top, BarSource source) => source switch
    {
        BarSource.Bid => top.Bid.Value,
        BarSource.Ask => top.Ask.Value,
        BarSource.Midpoint => (top.Bid.Value + top.Ask.Value) / 2,
        _ => top.Last.Value,
    };

    private HistoricalScheduleMessage Sessions(HistoryQuery query)
    {
        var days = Enumerable.Range(0, (int)Math.Ceiling((query.End - query.From).TotalDays) + 1)
            .Select(i => floor.Options.Hours.SessionOf(DateOnly.FromDateTime(query.From.UtcDateTime).AddDays(i)))
            .Where(session => session.Open <= query.End);
        return new HistoricalScheduleMessage
        {
            ReqId = query.ReqId,
            StartDateTime = ServerTime.Dashed(query.From),
            EndDateTime = ServerTime.Dashed(query.End),
            TimeZone = ServerTime.ZoneName,
            Sessions = [.. days.Select(static session => new HistoricalSession
            {
                Start = ServerTime.Dashed(session.Open),
                End = ServerTime.Dashed(session.Close),
                RefDate = session.TradingDay.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            })],
        };
    }

    private static void Send(ClientConnection connection, HistoryQuery query, HistoricalBar[] bars)
    {
        var (start, end) = (ServerTime.Text(query.From), ServerTime.Text(query.End));
        var older = connection.Version < Versions.HistoricalDataEnd;
        connection.Send(new HistoricalDataMessage { ReqId = query.ReqId, Start = older ? start : null, End = older ? end : null, Bars = [.. bars] });
        if (!older)
        {
            connection.Send(new HistoricalDataEndMessage { ReqId = query.ReqId, Start = start, End = end });
        }
    }

    private static HistoricalBar Wire(Bar bar, HistoryQuery query) => new()
    {
        Time = TimeText(bar.Start, query),
        Open = bar.Open.Value,
        High = bar.High.Value,
        Low = bar.Low.Value,
        Close = bar.Close.Value,
        Volume = bar.Volume?.Value,
        Wap = bar.Wap?.Value,
        Count = bar.Count < 0 ? null : bar.Count,
    };

    private static string TimeText(DateTimeOffset at, HistoryQuery query) => query switch
    {
        { IsDaily: true } => ServerTime.ToLocal(at).ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        { EpochSeconds: true } => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        _ => ServerTime.Text(at),
    };
}
