using System.CommandLine;
using OrleansTrader.Client.Api;
using OrleansTrader.Client.Files;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Client.Commands;

/// <summary>Histories from files and into files.</summary>
internal static class FileCommands
{
    private const int BadRowsShown = 20;

    public static void AddTo(Command root, Shared shared)
    {
        root.Add(Import(shared));
        root.Add(Export(shared));
    }

    private static Command Import(Shared shared)
    {
        var file = new Argument<string>("file") { Description = "A .csv or .parquet file." };
        var (instrument, bar, what) = (Instrument(), HistoryCommands.Bar(), HistoryCommands.What());
        var adjustment = new Option<PriceAdjustment>("--adjustment") { Description = "What was done to the prices: Raw, Splits or SplitsAndDividends.", Required = true };
        var map = new Option<string?>("--map") { Description = "Columns that have no usual name: part=column,... with parts " + string.Join(", ", ColumnMap.Parts) + "." };
        var form = new Option<string?>("--time-format") { Description = "How times are written (.NET format); default ISO 8601, yyyyMMdd HH:mm:ss, or an epoch." };
        var zone = new Option<string>("--time-zone") { Description = "The zone of times that do not say theirs, for example America/New_York.", DefaultValueFactory = static _ => "UTC" };
        var skip = new Option<bool>("--skip-bad") { Description = "Load the good rows although some are bad." };
        var command = new Command("import", "Loads bars from a file. Bad rows are shown with line and reason; then nothing is loaded unless --skip-bad says so.")
        {
            file, instrument, bar, what, adjustment, map, form, zone, skip,
        };
        shared.Act(command, async (api, parsed, stop) =>
        {
            var rows = RowReader.Of(parsed.GetRequiredValue(file));
            var columns = ColumnMap.Of(await rows.ColumnsAsync(stop), parsed.GetValue(map));
            var series = new BarSeries(ConId.Of(1), Size(parsed.GetRequiredValue(bar)), BarSeries.Trades); // The silo knows the contract.
            var bars = new BarFile(rows, new BarRow(columns, series, new TimeForm(parsed.GetValue(form), Zone(parsed.GetRequiredValue(zone)))));
            await CheckAsync(bars, parsed.GetValue(skip), stop);
            var path = shared.Query(parsed, "history/bars", ("instrument", parsed.GetValue(instrument)), ("bar", parsed.GetValue(bar)), ("what", parsed.GetValue(what)), ("adjustment", parsed.GetValue(adjustment).ToString()));
            Console.WriteLine((await api.UploadAsync(path, bars.BarsAsync(stop).Select(static one => BarText.Write(one)).Prepend(BarText.Header), stop)).Text);
        });
        return command;
    }

    private static async Task CheckAsync(BarFile bars, bool skipBad, CancellationToken stop)
    {
        var (good, bad) = await bars.CheckAsync(stop);
        foreach (var row in bad.Take(BadRowsShown))
        {
            await Console.Error.WriteLineAsync($"line {row.Line}: {row.Reason}");
        }

        if (bad.Count > BadRowsShown)
        {
            await Console.Error.WriteLineAsync($"... and {bad.Count - BadRowsShown} more");
        }

        if (bad.Count > 0 && !skipBad)
        {
            throw new ApiException($"Nothing was loaded: {bad.Count} of {good + bad.Count} rows are bad. Give --skip-bad to load the other {good}.");
        }

        if (good == 0)
        {
            throw new ApiException("Nothing was loaded: the file has no bar.");
        }
    }

    private static Command Export(Shared shared)
    {
        var file = new Argument<string>("file") { Description = "A .csv or .parquet file; it must not exist yet." };
        var (instrument, bar, what) = (Instrument(), HistoryCommands.Bar(), HistoryCommands.What());
        var from = new Option<DateTimeOffset?>("--from") { Description = "The first start (UTC unless it says otherwise).", CustomParser = Instant.Parse };
        var to = new Option<DateTimeOffset?>("--to") { Description = "The end, not included.", CustomParser = Instant.Parse };
        var command = new Command("export", "Writes stored bars to a file.") { file, instrument, bar, what, from, to };
        shared.Act(command, async (api, parsed, stop) =>
        {
            var path = parsed.GetRequiredValue(file);
            var isParquet = RowReader.IsParquet(path);
            if (File.Exists(path))
            {
                throw new ApiException($"{path} is there already.");
            }

            var query = shared.Query(parsed, "history/bars", ("instrument", parsed.GetValue(instrument)), ("bar", parsed.GetValue(bar)), ("what", parsed.GetValue(what)), ("from", parsed.GetValue(from)?.ToString("O")), ("to", parsed.GetValue(to)?.ToString("O")));
            var series = new BarSeries(ConId.Of(1), Size(parsed.GetRequiredValue(bar)), BarSeries.Trades);
            var count = await api.DownloadAsync(query, stream => WriteAsync(path, isParquet, LinesAsync(stream, series), stop), stop);
            Console.WriteLine($"{count} bars written to {path}.");
        });
        return command;
    }

    /// <summary>The file appears whole or not at all.</summary>
    private static async Task<long> WriteAsync(string path, bool isParquet, IAsyncEnumerable<Bar> bars, CancellationToken stop)
    {
        var part = path + ".part";
        try
        {
            long count;
            await using (var stream = File.Create(part))
            {
                count = isParquet ? await ParquetBars.WriteAsync(stream, bars, stop) : await WriteCsvAsync(stream, bars);
            }

            File.Move(part, path);
            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ApiException($"{path} cannot be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static async Task<long> WriteCsvAsync(Stream stream, IAsyncEnumerable<Bar> bars)
    {
        var count = 0L;
        await using var writer = new StreamWriter(stream);
        await writer.WriteLineAsync(BarText.Header);
        await foreach (var bar in bars)
        {
            await writer.WriteLineAsync(BarText.Write(bar));
            count++;
        }

        return count;
    }

    private static async IAsyncEnumerable<Bar> LinesAsync(Stream stream, BarSeries series)
    {
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line != BarText.Header)
            {
                yield return BarText.Parse(line, series);
            }
        }
    }

    private static BarSize Size(string text)
    {
        try
        {
            return BarSize.Parse(text);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--bar: {e.Message}", e);
        }
    }

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : throw new UsageException($"--time-zone: '{id}' is not a time zone such as America/New_York.");

    private static Option<string> Instrument() => new("--instrument") { Description = "The instrument as you name it: AAPL, ES 202612, EUR.USD.", Required = true };
}
