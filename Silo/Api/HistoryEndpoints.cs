using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.Features;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Silo.History;
using OrleansTrader.Storage.MarketData;

namespace OrleansTrader.Silo.Api;

/// <summary>Histories under <c>/api/v1/history</c>: what is stored, fills from the broker, bars in and out as lines of <see cref="BarText"/>.</summary>
internal static class HistoryEndpoints
{
    private const int MaxDays = 20_000;

    /// <summary>ADJUSTED_LAST cannot be asked for with an end, and volatilities have no bars of their own here: those are imported.</summary>
    private static readonly string[] Fillable = [BarSeries.Trades, "AGGTRADES", "MIDPOINT", "BID", "ASK"];

    public static void MapHistory(this IEndpointRouteBuilder api)
    {
        api.MapGet("/history", static (PostgresHistoryFills fills, CancellationToken stop) => fills.ReadSeriesAsync(stop)).WithSummary("Stored histories with their adjustment and span.");
        api.MapGet("/history/fills", static (PostgresHistoryFills fills, int? limit, CancellationToken stop) => fills.ReadFillsAsync(ReadEndpoints.Limit(limit), stop))
            .WithSummary("Wishes for history and how far they have come, newest first.");
        api.MapPost("/history/fill", FillAsync).WithSummary("At least so many days of bars for these instruments: only what is missing is asked of the broker.");
        api.MapGet("/history/bars", ExportAsync).WithSummary("Stored bars as comma separated lines.");
        api.MapPost("/history/bars", ImportAsync).WithSummary("Loads bars given as comma separated lines, all or nothing.");
    }

    private static async Task<CommandResult> FillAsync(FillBody body, CommandRequest request, InstrumentLookup lookup, PostgresHistoryFills fills, TimeProvider clock, CancellationToken stop)
    {
        if (body.Days is < 1 or > MaxDays)
        {
            throw new BadInputException("days", $"'{body.Days}' is not from 1 to {MaxDays}");
        }

        if (!body.Bar.IsByTime)
        {
            throw new BadInputException("bar", $"'{body.Bar}' does not go by time: the broker keeps no such history");
        }

        if (body.Instruments.IsDefaultOrEmpty)
        {
            throw new BadInputException("instruments", "name at least one");
        }

        var contracts = await Task.WhenAll(body.Instruments.Select(async name => (Name: name, Instrument: await lookup.FindAsync(name))));
        var wanted = HistoryPlan.Wanted(body.Bar, body.Days, clock.GetUtcNow());
        var ids = new List<long>();
        foreach (var (name, series) in contracts.Select(one => (one.Name, new BarSeries(one.Instrument.ConId, body.Bar, What(body.What, one.Instrument)))).ToArray())
        {
            ids.Add(Fillable.Contains(series.What)
                ? (await fills.AddAsync(name, series, wanted, request.By, stop)).Id
                : throw new BadInputException("what", $"'{series.What}' is not one of {string.Join(", ", Fillable)}; other kinds are imported"));
        }

        return CommandResult.Ok($"Filling {body.Bar} bars of {string.Join(", ", body.Instruments)} from {wanted.From:yyyy-MM-dd HH:mm} UTC: fill {string.Join(", ", ids)}.");
    }

    private static async Task ExportAsync(
        HttpContext context, InstrumentLookup lookup, PostgresBarStore store, string instrument, string bar, string? what, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from >= to)
        {
            throw new BadInputException("from", $"'{from:O}' is not before to ('{to:O}')");
        }

        var series = await SeriesAsync(lookup, instrument, bar, what);
        context.Response.ContentType = "text/csv";
        await using var writer = new StreamWriter(context.Response.Body);
        await writer.WriteLineAsync(BarText.Header);
        var range = new TimeRange((from ?? DateTimeOffset.UnixEpoch).ToUniversalTime(), (to ?? DateTimeOffset.MaxValue).ToUniversalTime());
        await foreach (var one in store.StreamAsync(series, range, context.RequestAborted))
        {
            await writer.WriteLineAsync(BarText.Write(one));
        }
    }

    private static async Task<CommandResult> ImportAsync(
        HttpContext context, InstrumentLookup lookup, PostgresBarStore store, string instrument, string bar, string? what, PriceAdjustment adjustment)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null; // Years of bars are more than the usual limit.
        var series = await SeriesAsync(lookup, instrument, bar, what);
        try
        {
            var count = await store.SaveAsync(new BarLoad(series, adjustment, null), LinesAsync(context.Request.Body, series), context.RequestAborted);
            return CommandResult.Ok($"{count} bars of {instrument} {series.Size} {series.What} loaded.");
        }
        catch (BarLoadException e)
        {
            throw new BadInputException("adjustment", e.Message);
        }
    }

    private static async IAsyncEnumerable<Bar> LinesAsync(Stream body, BarSeries series)
    {
        using var reader = new StreamReader(body);
        for (var line = 1L; await reader.ReadLineAsync() is { } text; line++)
        {
            if (line > 1 || text != BarText.Header)
            {
                yield return Parse(text, line, series);
            }
        }
    }

    private static Bar Parse(string text, long line, BarSeries series)
    {
        try
        {
            return BarText.Parse(text, series);
        }
        catch (FormatException e)
        {
            throw new BadInputException($"line {line}", e.Message);
        }
    }

    private static async Task<BarSeries> SeriesAsync(InstrumentLookup lookup, string instrument, string bar, string? what)
    {
        var size = BadInputException.Parse("bar", () => BarSize.Parse(bar));
        var known = await lookup.FindAsync(instrument);
        return new BarSeries(known.ConId, size, What(what, known));
    }

    private static string What(string? what, Instrument instrument) => what is null ? BarSeries.WhatOf(instrument)
        : what.Length is > 0 and <= 40 && what.All(static c => char.IsAsciiLetter(c) || c == '_') ? what.ToUpperInvariant()
        : throw new BadInputException("what", $"'{what}' is not a kind of bars such as {BarSeries.Trades}");
}

/// <param name="What">When absent, what the instrument's bars are made of: TRADES, for currency pairs MIDPOINT.</param>
internal sealed record FillBody(ImmutableArray<string> Instruments, int Days, BarSize Bar, string? What = null);
