using OrleansTrader.Client.Api;
using OrleansTrader.Domain.MarketData;
using Parquet;
using Parquet.Schema;

namespace OrleansTrader.Client.Files;

/// <summary>Writes bars as a Parquet file: times in UTC with microseconds, numbers as decimals with ten places.</summary>
internal static class ParquetBars
{
    private const int Group = 100_000;
    private const int Precision = 28;
    private const int Scale = 10;

    private static readonly DateTimeDataField Time = UtcTime("time", isNullable: false);
    private static readonly DecimalDataField Open = Number("open", isNullable: false);
    private static readonly DecimalDataField High = Number("high", isNullable: false);
    private static readonly DecimalDataField Low = Number("low", isNullable: false);
    private static readonly DecimalDataField Close = Number("close", isNullable: false);
    private static readonly DecimalDataField Volume = Number("volume", isNullable: true);
    private static readonly DecimalDataField Wap = Number("wap", isNullable: true);
    private static readonly DataField<int> Count = new("count");
    private static readonly DateTimeDataField Until = UtcTime("until", isNullable: true);

    /// <returns>How many bars were written.</returns>
    /// <exception cref="ApiException">A number has more digits than the file keeps.</exception>
    public static async Task<long> WriteAsync(Stream stream, IAsyncEnumerable<Bar> bars, CancellationToken stop)
    {
        var written = 0L;
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(Time, Open, High, Low, Close, Volume, Wap, Count, Until), stream, cancellationToken: stop);
        await foreach (var part in bars.Chunk(Group).WithCancellation(stop))
        {
            using var group = writer.CreateRowGroup();
            await WriteAsync(group, part, stop);
            written += part.Length;
        }

        return written;
    }

    private static async Task WriteAsync(ParquetRowGroupWriter group, Bar[] bars, CancellationToken stop)
    {
        await group.WriteAsync<DateTime>(Time, Array.ConvertAll(bars, static bar => bar.Start.UtcDateTime), cancellationToken: stop);
        await group.WriteAsync<decimal>(Open, Array.ConvertAll(bars, static bar => Exact(bar.Open.Value)), cancellationToken: stop);
        await group.WriteAsync<decimal>(High, Array.ConvertAll(bars, static bar => Exact(bar.High.Value)), cancellationToken: stop);
        await group.WriteAsync<decimal>(Low, Array.ConvertAll(bars, static bar => Exact(bar.Low.Value)), cancellationToken: stop);
        await group.WriteAsync<decimal>(Close, Array.ConvertAll(bars, static bar => Exact(bar.Close.Value)), cancellationToken: stop);
        await group.WriteAsync<decimal>(Volume, Array.ConvertAll(bars, static bar => Exact(bar.Volume?.Value)), cancellationToken: stop);
        await group.WriteAsync<decimal>(Wap, Array.ConvertAll(bars, static bar => Exact(bar.Wap?.Value)), cancellationToken: stop);
        await group.WriteAsync<int>(Count, Array.ConvertAll(bars, static bar => bar.Count), cancellationToken: stop);
        await group.WriteAsync<DateTime>(Until, Array.ConvertAll(bars, static bar => bar.Until?.UtcDateTime), cancellationToken: stop);
        group.CompleteValidate();
    }

    private static decimal? Exact(decimal? value) => value is { } number ? Exact(number) : null;

    private static decimal Exact(decimal value) => Math.Round(value, Scale) == value
        ? value
        : throw new ApiException($"{value} has more than {Scale} decimals, which a Parquet file does not keep: export to .csv.");

    private static DecimalDataField Number(string name, bool isNullable) => new(name, Precision, Scale, isNullable: isNullable);

    private static DateTimeDataField UtcTime(string name, bool isNullable) => new(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: isNullable);
}
