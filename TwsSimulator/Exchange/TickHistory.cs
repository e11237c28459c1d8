using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Past ticks, one a second, and histograms of past prices; computed from the same prices as everything else.</summary>
internal sealed class TickHistory(ExchangeFloor floor, ContractDesk contracts)
{
    private const int MostTicks = 1000;
    private const int MostBuckets = 100;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public void Request(ClientConnection connection, HistoricalTicksRequest request)
    {
        if (contracts.Market(connection, request.ReqId, request.Contract, request.IncludeExpired) is not { } market)
        {
            return;
        }

        var start = TwsTime.Parse(request.StartDateTime, ServerTime.Zone)?.Instant;
        var end = TwsTime.Parse(request.EndDateTime, ServerTime.Zone)?.Instant;
        var why = request switch
        {
            _ when string.IsNullOrEmpty(request.StartDateTime) == string.IsNullOrEmpty(request.EndDateTime) => "give exactly one of start and end",
            _ when start is null && end is null => $"'{request.StartDateTime}{request.EndDateTime}' is no time",
            { NumberOfTicks: <= 0 or > MostTicks } => $"the number of ticks must be 1 to {MostTicks}",
            { WhatToShow: not ("TRADES" or "BID_ASK" or "MIDPOINT") } => $"whatToShow '{request.WhatToShow}' is not one of TRADES, BID_ASK and MIDPOINT",
            _ when request.WhatToShow == "TRADES" && market.Listing.Instrument.Type == SecurityType.Forex => "TRADES are not available for CASH",
            _ => null,
        };
        if (why is not null)
        {
            floor.Error(connection, request.ReqId, 10187, $"Failed to request historical ticks:{why}");
            return;
        }

        var times = start is { } from ? After(from, request.NumberOfTicks) : Before(end!.Value, request.NumberOfTicks);
        var kind = request.WhatToShow switch { "TRADES" => "Last", "BID_ASK" => "BidAsk", _ => "MidPoint" };
        Send(connection, request.ReqId, market, kind, times);
    }

    /// <summary>The newest ticks, ahead of a stream of them.</summary>
    public void SendNewest(ClientConnection connection, int reqId, Market market, string kind, int count) =>
        Send(connection, reqId, market, kind, Before(floor.Now, Math.Min(count, MostTicks)));

    /// <summary>How much was traded at each price in the days of the period.</summary>
    public void Histogram(ClientConnection connection, HistogramDataRequest request)
    {
        if (contracts.Market(connection, request.ReqId, request.Contract, request.IncludeExpired) is not { } market)
        {
            return;
        }

        if (HistoryDesk.PeriodOf(request.Period) is not { } period)
        {
            floor.Error(connection, request.ReqId, 10188, $"Failed to request histogram data:period '{request.Period}' is not a number of days, weeks or months");
            return;
        }

        var bars = Hours(market, period).GroupBy(static bar => bar.Close).OrderBy(static group => group.Key).Take(MostBuckets);
        connection.Send(new HistogramDataMessage
        {
            ReqId = request.ReqId,
            Entries = [.. bars.Select(static group => new HistogramEntry { Price = group.Key.Value, Size = decimal.Truncate(group.Sum(static bar => bar.Volume?.Value ?? 1)) })],
        });
    }

    private IEnumerable<Bar> Hours(Market market, TimeSpan period)
    {
        var hour = BarSize.Of(TimeSpan.FromHours(1));
        var last = floor.Now.AddTicks(-(floor.Now.UtcTicks % hour.Value.Ticks));
        for (var at = last - period; at < last; at += hour.Value)
        {
            if (floor.Options.Hours.IsOpen(at))
            {
                // Five minutes stand for their hour.
                yield return market.Prices.Bar(BarSize.FiveMinutes, BarSource.Trades, at);
            }
        }
    }

    private List<DateTimeOffset> After(DateTimeOffset from, int count)
    {
        var times = new List<DateTimeOffset>(count);
        for (var at = Later(from, PriceProcess.Origin); at <= floor.Now && times.Count < count; at += Step)
        {
            Add(times, at);
        }

        return times;
    }

    private List<DateTimeOffset> Before(DateTimeOffset end, int count)
    {
        var times = new List<DateTimeOffset>(count);
        var last = end < floor.Now ? end : floor.Now;
        for (var (at, asked) = (last.AddTicks(-(last.UtcTicks % Step.Ticks)), 0); times.Count < count && asked < 100 * MostTicks && at > PriceProcess.Origin; at -= Step, asked++)
        {
            Add(times, at);
        }

        times.Reverse();
        return times;
    }

    private void Add(List<DateTimeOffset> times, DateTimeOffset at)
    {
        if (floor.Options.Hours.IsOpen(at))
        {
            times.Add(at);
        }
    }

    private static void Send(ClientConnection connection, int reqId, Market market, string kind, List<DateTimeOffset> times)
    {
        var ticks = times.Select(at => (At: at, Top: market.Prices.QuoteAt(at)));
        switch (kind)
        {
            case "BidAsk":
                connection.Send(new HistoricalTicksBidAskMessage
                {
                    ReqId = reqId,
                    Done = true,
                    Ticks = [.. ticks.Select(static t => new HistoricalTickBidAsk
                    {
                        Time = t.At,
                        PriceBid = t.Top.Bid.Value,
                        PriceAsk = t.Top.Ask.Value,
                        SizeBid = t.Top.BidSize.Value,
                        SizeAsk = t.Top.AskSize.Value,
                    })],
                });
                break;
            case "MidPoint":
                connection.Send(new HistoricalTicksMessage
                {
                    ReqId = reqId,
                    Done = true,
                    Ticks = [.. ticks.Select(static t => new HistoricalTick { Time = t.At, Price = (t.Top.Bid.Value + t.Top.Ask.Value) / 2, Size = 0 })],
                });
                break;
            default:
                var venue = market.Listing.Instrument.PrimaryExchange ?? market.Listing.Instrument.Exchange;
                connection.Send(new HistoricalTicksLastMessage
                {
                    ReqId = reqId,
                    Done = true,
                    Ticks = [.. ticks.Select(t => new HistoricalTickLast { Time = t.At, Price = t.Top.Last.Value, Size = t.Top.LastSize.Value, Exchange = venue })],
                });
                break;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
