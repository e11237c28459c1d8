using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Storage.MarketData;

/// <summary>A bar as columns: written by binary COPY, read back exactly.</summary>
internal static class BarRows
{
    public const string Columns = "time, open, high, low, close, volume, wap, count, until";

    public static async ValueTask WriteAsync(NpgsqlBinaryImporter copy, Bar bar, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(bar.Start.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(bar.Open.Value, NpgsqlDbType.Numeric, cancellationToken);
        await copy.WriteAsync(bar.High.Value, NpgsqlDbType.Numeric, cancellationToken);
        await copy.WriteAsync(bar.Low.Value, NpgsqlDbType.Numeric, cancellationToken);
        await copy.WriteAsync(bar.Close.Value, NpgsqlDbType.Numeric, cancellationToken);
        await WriteAsync(copy, bar.Volume?.Value, cancellationToken);
        await WriteAsync(copy, bar.Wap?.Value, cancellationToken);
        await copy.WriteAsync(bar.Count, NpgsqlDbType.Integer, cancellationToken);
        if (bar.Until is { } until)
        {
            await copy.WriteAsync(until.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        }
        else
        {
            await copy.WriteNullAsync(cancellationToken);
        }
    }

    public static Bar Read(NpgsqlDataReader reader, BarSeries series) => new(
        series.ConId,
        series.Size,
        new DateTimeOffset(reader.GetDateTime(0)),
        Price.Of(reader.GetDecimal(1)),
        Price.Of(reader.GetDecimal(2)),
        Price.Of(reader.GetDecimal(3)),
        Price.Of(reader.GetDecimal(4)),
        reader.IsDBNull(5) ? null : Quantity.Of(reader.GetDecimal(5)),
        reader.IsDBNull(6) ? null : Price.Of(reader.GetDecimal(6)),
        reader.GetInt32(7))
    {
        Until = reader.IsDBNull(8) ? null : new DateTimeOffset(reader.GetDateTime(8)),
    };

    private static async ValueTask WriteAsync(NpgsqlBinaryImporter copy, decimal? value, CancellationToken cancellationToken)
    {
        if (value is { } number)
        {
            await copy.WriteAsync(number, NpgsqlDbType.Numeric, cancellationToken);
        }
        else
        {
            await copy.WriteNullAsync(cancellationToken);
        }
    }
}
