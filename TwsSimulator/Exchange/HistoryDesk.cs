using System.Globalization;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Past bars, computed from the same prices as the live ones, away from the exchange's thread.</summary>
internal sealed class HistoryDesk(ExchangeFloor floor, Action<Action> onExchange)
{
    private const int MaxBars = 100_000;

    private static readonly Dictionary<string, TimeSpan> Sizes = new()
    {
        ["5 secs"] = TimeSpan.FromSeconds(5),
        ["10 secs"] = TimeSpan.FromSeconds(10),
        ["15 secs"] = TimeSpan.FromSeconds(15),
        ["30 secs"] = TimeSpan.FromSeconds(30),
        ["1 min"] = TimeSpan.FromMinutes(1),
        ["2 mins"] = TimeSpan.FromMinutes(2),
        ["3 mins"] = TimeSpan.FromMinutes(3),
        ["5 mins"] = TimeSpan.FromMinutes(5),
        ["10 mins"] = TimeSpan.FromMinutes(10),
        ["15 mins"] = TimeSpan.FromMinutes(15),
        ["20 mins"] = TimeSpan.FromMinutes(20),
        ["30 mins"] = TimeSpan.FromMinutes(30),
        ["1 hour"] = TimeSpan.FromHours(1),
        ["2 hours"] = TimeSpan.FromHours(2),
        ["3 hours"] = TimeSpan.FromHours(3),
        ["4 hours"] = TimeSpan.FromHours(4),
        ["8 hours"] = TimeSpan.FromHours(8),
        ["1 day"] = TimeSpan.FromDays(1),
        ["1 week"] = TimeSpan.FromDays(7),
    };

    private static readonly TimeSpan UpdatePeriod = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(ClientConnection Connection, int ReqId), Query> _kept = [];
    private TimeSpan _nextUpdate;

    public static BarSource? SourceOf(string whatToShow) => whatToShow switch
    {
        "TRADES" or "ADJUSTED_LAST" => BarSource.Trades,
        "MIDPOINT" => BarSource.Midpoint,
        "BID" => BarSource.Bid,
        "ASK" => BarSource.Ask,
        _ => null,
    };

    public void Forget(ClientConnection connection)
    {
        foreach (var key in _kept.Keys.Where(k => k.Connection == connection).ToArray())
        {
            _kept.Remove(key);
        }
    }

    public void Request(ClientConnection connection, HistoricalDataRequest request)
    {
        if (WireContracts.Find(floor.Options.Listings, request.Contract).FirstOrDefault() is not { } listing)
        {
            floor.Error(connection, request.ReqId, 200, "No security definition has been found for the request");
            return;
        }

        var (query, why) = Read(request, listing);
        if (query is null)
        {
            floor.Error(connection, request.ReqId, 321, $"Error validating request: {why}.");
            return;
        }

        if (request.KeepUpToDate)
        {
            _kept[(connection, request.ReqId)] = query;
        }

        var prices = floor.Markets[listing.ConId.Value].NewPrices();
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
        if (!WireContracts.Find(floor.Options.Listings, request.Contract).Any())
        {
            floor.Error(connection, request.ReqId, 200, "No security definition has been found for the request");
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
            var start = Align(floor.Now, query.Size);
            var span = TimeSpan.FromTicks(Math.Max(1, (floor.Now - start).Ticks / UpdatePeriod.Ticks) * UpdatePeriod.Ticks);
            var bar = floor.Markets[query.ConId].Prices.Bar(BarSize.Of(span), query.Source, start);
            connection.Send(new HistoricalDataUpdateMessage { ReqId = reqId, Bar = Wire(bar, query) });
        }
    }

    private (Query? Query, string? Why) Read(HistoricalDataRequest request, Listing listing)
    {
        if (!Sizes.TryGetValue(request.BarSizeSetting.Trim(), out var size))
        {
            return (null, $"bar size '{request.BarSizeSetting}' is not simulated");
        }

        if (SourceOf(request.WhatToShow) is not { } source)
        {
            return (null, $"whatToShow '{request.WhatToShow}' is not simulated");
        }

        if (Duration(request.DurationStr) is not { } duration)
        {
            return (null, $"duration '{request.DurationStr}' is not a number and S, D, W, M or Y");
        }

        var end = string.IsNullOrEmpty(request.EndDateTime) ? floor.Now : TwsTime.Parse(request.EndDateTime, ServerTime.Zone)?.Instant;
        if (end is null || (request.KeepUpToDate && !string.IsNullOrEmpty(request.EndDateTime)))
        {
            return (null, $"end '{request.EndDateTime}' is no time, or must be empty");
        }

        var last = end < floor.Now ? end.Value : floor.Now;
        if (duration / size > MaxBars || last - PriceProcess.Origin < duration + size)
        {
            return (null, "more bars than are kept");
        }

        return (new Query(request.ReqId, listing.ConId.Value, size, source, Align(last - duration, size), last, request.FormatDate == 2), null);
    }

    private HistoricalBar[] Answer(Query query, PriceProcess prices)
    {
        var bars = new List<HistoricalBar>();
        for (var start = query.From; start < query.End; start += query.Size)
        {
            // The bar that is still forming ends with the last whole five seconds.
            var left = TimeSpan.FromTicks((query.End - start).Ticks / UpdatePeriod.Ticks * UpdatePeriod.Ticks);
            var span = left < query.Size ? left : query.Size;
            if (span > TimeSpan.Zero && floor.Options.Hours.IsOpen(start))
            {
                bars.Add(Wire(prices.Bar(BarSize.Of(span), query.Source, start), query));
            }
        }

        return [.. bars];
    }

    private static void Send(ClientConnection connection, Query query, HistoricalBar[] bars)
    {
        var (start, end) = (ServerTime.Text(query.From), ServerTime.Text(query.End));
        var older = connection.Version < Versions.HistoricalDataEnd;
        connection.Send(new HistoricalDataMessage { ReqId = query.ReqId, Start = older ? start : null, End = older ? end : null, Bars = [.. bars] });
        if (!older)
        {
            connection.Send(new HistoricalDataEndMessage { ReqId = query.ReqId, Start = start, End = end });
        }
    }

    private static HistoricalBar Wire(Bar bar, Query query) => new()
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

    private static string TimeText(DateTimeOffset at, Query query) => query switch
    {
        { Size.TotalDays: >= 1 } => at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        { EpochSeconds: true } => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        _ => ServerTime.Text(at),
    };

    private static TimeSpan? Duration(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is 0 or > 1_000_000)
        {
            return null;
        }

        return parts[1] switch
        {
            "S" => TimeSpan.FromSeconds(count),
            "D" => TimeSpan.FromDays(count),
            "W" => TimeSpan.FromDays(7.0 * count),
            "M" when count <= 300 => TimeSpan.FromDays(30.0 * count),
            "Y" when count <= 30 => TimeSpan.FromDays(365.0 * count),
            _ => null,
        };
    }

    private static DateTimeOffset Align(DateTimeOffset at, TimeSpan size) => at.AddTicks(-(at.UtcTicks % size.Ticks)).ToUniversalTime();

    private sealed record Query(int ReqId, int ConId, TimeSpan Size, BarSource Source, DateTimeOffset From, DateTimeOffset End, bool EpochSeconds);
}
