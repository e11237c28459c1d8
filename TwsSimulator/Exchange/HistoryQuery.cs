using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>A request for past bars that passed its checks.</summary>
/// <param name="Constant">What every bar shows, where nothing moves (volatilities, the fee rate).</param>
internal sealed record HistoryQuery(
    int ReqId, int ConId, TimeSpan Size, BarSource Source, bool IsBidAsk, decimal? Constant, DateTimeOffset From, DateTimeOffset End, bool EpochSeconds,
    bool RegularOnly)
{
    public const string Schedule = "SCHEDULE";

    private const int MaxBars = 100_000;
    private const string Historical = "Historical Market Data Service error message:";

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>Dates without time of day.</summary>
    public bool IsDaily => Size >= TimeSpan.FromDays(1);

    /// <summary>The start of the bar that contains <paramref name="at"/>: bars are counted from midnight of the server's zone.</summary>
    public DateTimeOffset Align(DateTimeOffset at) => Align(at, Size);

    /// <summary>The start of the bar behind; days and months are not all of one length.</summary>
    public DateTimeOffset Next(DateTimeOffset start) => Size switch
    {
        var size when size >= Month => Align(start.AddDays(32)),
        var size when IsDaily => Align(start + size + TimeSpan.FromHours(2)),
        _ => Earlier(Align(start) + Size, Align(start + TimeSpan.FromDays(1), TimeSpan.FromDays(1))),
    };

    public static (HistoryQuery? Query, OrderRefusal? Refusal) Read(HistoricalDataRequest request, Listing listing, DateTimeOffset now)
    {
        if (BarWords.Size(request.BarSizeSetting) is not { } size)
        {
            return (null, Invalid($"bar size '{request.BarSizeSetting}' is not simulated"));
        }

        if (request.WhatToShow == Schedule && size != TimeSpan.FromDays(1))
        {
            return (null, new(10295, "SCHEDULE data is available only with bar size '1 day'."));
        }

        if (WhatRefusal(request.WhatToShow, listing) is { } refusal)
        {
            return (null, refusal);
        }

        if (BarWords.Duration(request.DurationStr) is not { } duration)
        {
            return (null, Invalid($"duration '{request.DurationStr}' is not a number and S, D, W, M or Y"));
        }

        var end = string.IsNullOrEmpty(request.EndDateTime) ? now : TwsTime.Parse(request.EndDateTime, ServerTime.Zone)?.Instant;
        var mustBeEmpty = request.KeepUpToDate || request.WhatToShow == "ADJUSTED_LAST" || request.Contract.SecType == "CONTFUT";
        if (end is null || (mustBeEmpty && !string.IsNullOrEmpty(request.EndDateTime)))
        {
            return request.Contract.SecType == "CONTFUT" && end is not null
                ? (null, new(10339, "Setting end date/time for continuous future security type is not allowed."))
                : (null, Invalid($"end '{request.EndDateTime}' is no time, or must be empty"));
        }

        var last = end < now ? end.Value : now;
        if (duration / size > MaxBars || last - PriceProcess.Origin < duration + size)
        {
            return (null, Invalid("more bars than are kept"));
        }

        var source = HistoryDesk.SourceOf(request.WhatToShow) ?? BarSource.Trades;
        return (new HistoryQuery(
            request.ReqId, listing.ConId.Value, size, source, request.WhatToShow == "BID_ASK", ConstantOf(request.WhatToShow, listing),
            Align(last - duration, size), last, request.FormatDate == 2, request.UseRTH != 0), null);
    }

    /// <summary>Why these data do not exist for the contract; null when they do.</summary>
    public static OrderRefusal? WhatRefusal(string what, Listing listing)
    {
        var type = listing.Instrument.Type;
        return what switch
        {
            "TRADES" when type == SecurityType.Crypto => new(10299, "Expected what to show is AGGTRADES, please use that instead of TRADES."),
            "AGGTRADES" when type != SecurityType.Crypto => new(10299, "Expected what to show is TRADES, please use that instead of AGGTRADES."),
            "TRADES" or "ADJUSTED_LAST" when type == SecurityType.Forex =>
                new(162, $"{Historical}No historical market data for {listing.Instrument.Symbol}/CASH@{listing.Instrument.Exchange} {what}"),
            "BID" or "ASK" or "BID_ASK" or "MIDPOINT" when type == SecurityType.Index =>
                new(162, $"{Historical}No historical market data for {listing.Instrument.Symbol}/IND@{listing.Instrument.Exchange} {what}"),
            "ADJUSTED_LAST" or "FEE_RATE" when type != SecurityType.Stock =>
                new(162, $"{Historical}No historical market data for {listing.Instrument.Symbol} {what}"),
            Schedule or "HISTORICAL_VOLATILITY" or "OPTION_IMPLIED_VOLATILITY" or "FEE_RATE" => null,
            _ => HistoryDesk.SourceOf(what) is null ? Invalid($"whatToShow '{what}' is not simulated") : null,
        };
    }

    private static decimal? ConstantOf(string what, Listing listing) => what switch
    {
        "HISTORICAL_VOLATILITY" or "OPTION_IMPLIED_VOLATILITY" => Math.Round((decimal)listing.AnnualVolatility, 6),
        "FEE_RATE" => 0.25m,
        _ => null,
    };

    private static DateTimeOffset Align(DateTimeOffset at, TimeSpan size)
    {
        if (size < TimeSpan.FromDays(1))
        {
            var midnight = Align(at, TimeSpan.FromDays(1));
            return midnight + (size * Math.Floor((at - midnight) / size));
        }

        var local = ServerTime.ToLocal(at).Date;
        var day = size >= Month ? local.AddDays(1 - local.Day) : size > TimeSpan.FromDays(1) ? local.AddDays(-(((int)local.DayOfWeek + 6) % 7)) : local;
        return new DateTimeOffset(day, ServerTime.Zone.GetUtcOffset(day)).ToUniversalTime();
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static OrderRefusal Invalid(string why) => new(321, $"Error validating request: {why}.");
}
