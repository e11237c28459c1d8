using System.Buffers.Binary;
using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Storage.MarketData;

/// <summary>A bar as a row of PostgreSQL's binary COPY: written and read back exactly.</summary>
internal static class BarRows
{
    public const string Columns = "count, time, open, high, low, close, volume, wap, until";

    private const int Fields = 9;
    private const int Null = -1;

    /// <summary>What PostgreSQL counts its microseconds from.</summary>
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="seriesId">Written in front; null for the table of a load, which has no such column.</param>
    public static void Write(NpgsqlBinaryImporter copy, Bar bar, int? seriesId)
    {
        copy.StartRow();
        if (seriesId is { } id)
        {
            copy.Write(id, NpgsqlDbType.Integer);
        }

        copy.Write(bar.Count, NpgsqlDbType.Integer);
        copy.Write(bar.Start.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(bar.Open.Value, NpgsqlDbType.Numeric);
        copy.Write(bar.High.Value, NpgsqlDbType.Numeric);
        copy.Write(bar.Low.Value, NpgsqlDbType.Numeric);
        copy.Write(bar.Close.Value, NpgsqlDbType.Numeric);
        Write(copy, bar.Volume?.Value, NpgsqlDbType.Numeric);
        Write(copy, bar.Wap?.Value, NpgsqlDbType.Numeric);
        Write(copy, bar.Until?.UtcDateTime, NpgsqlDbType.TimestampTz);
    }

    /// <summary>Reads one row, when all of it is there.</summary>
    /// <param name="data">Begins with a row; behind it what follows.</param>
    /// <param name="bar">Null when the row is not whole, or was the mark of the end.</param>
    /// <returns>The row's length; 0 when it is not whole.</returns>
    public static int Read(ReadOnlySpan<byte> data, BarSeries series, out Bar? bar)
    {
        bar = null;
        var length = LengthOf(data);
        if (length <= sizeof(short))
        {
            return length;
        }

        var row = new Row(data);
        var count = BinaryPrimitives.ReadInt32BigEndian(row.Next());
        var start = Time(row.Next());
        var (open, high, low, close) = (Price.Of(Decimal(row.Next())), Price.Of(Decimal(row.Next())), Price.Of(Decimal(row.Next())), Price.Of(Decimal(row.Next())));
        var volume = row.Next();
        var wap = row.Next();
        var until = row.Next();
        bar = new Bar(series.ConId, series.Size, start, open, high, low, close, volume.IsEmpty ? null : Quantity.Of(Decimal(volume)), wap.IsEmpty ? null : Price.Of(Decimal(wap)), count)
        {
            Until = until.IsEmpty ? null : Time(until),
        };
        return length;
    }

    private static void Write<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type)
        where T : struct
    {
        if (value is { } there)
        {
            copy.Write(there, type);
        }
        else
        {
            copy.WriteNull();
        }
    }

    /// <summary>A row begins with the number of its fields, each with its length before it; a negative number is the mark of the end.</summary>
    private static int LengthOf(ReadOnlySpan<byte> data)
    {
        if (data.Length < sizeof(short))
        {
            return 0;
        }

        var at = sizeof(short);
        if (BinaryPrimitives.ReadInt16BigEndian(data) < 0)
        {
            return at;
        }

        for (var field = 0; field < Fields; field++)
        {
            if (data.Length < at + sizeof(int))
            {
                return 0;
            }

            at += sizeof(int) + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(data[at..]));
        }

        return at <= data.Length ? at : 0;
    }

    private static DateTimeOffset Time(ReadOnlySpan<byte> field) => Epoch.AddTicks(BinaryPrimitives.ReadInt64BigEndian(field) * TimeSpan.TicksPerMicrosecond);

    private static decimal Decimal(ReadOnlySpan<byte> field) => PostgresNumeric.Read(field);

    /// <summary>The fields of a row in turn; empty for null.</summary>
    private ref struct Row(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> _rest = data[sizeof(short)..];

        public ReadOnlySpan<byte> Next()
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(_rest);
            var field = length == Null ? default : _rest.Slice(sizeof(int), length);
            _rest = _rest[(sizeof(int) + field.Length)..];
            return field;
        }
    }
}
