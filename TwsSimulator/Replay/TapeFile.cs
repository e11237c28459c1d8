using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Replay;

/// <summary>Reads recorded prices from a CSV with a heading: bars (<c>time,open,high,low,close[,volume]</c>), quotes (<c>time,bid,ask[,last]</c>) or ticks (<c>time,price[,size]</c>).</summary>
/// <remarks>Times are ISO 8601 with Z or an offset, or Unix seconds, never falling. A bar lasts as long as the shortest step between two rows, a lone one a minute.</remarks>
internal static class TapeFile
{
    /// <summary>Reads <c>SYMBOL=FILE</c>.</summary>
    /// <exception cref="SimulatorStartException">The symbol is not listed, or a line makes no sense; the message names it.</exception>
    public static (int ConId, ImmutableArray<TapePoint> Points) Open(string assignment, ImmutableArray<Listing> listings)
    {
        var parts = assignment.Split('=', 2);
        if (parts.Length != 2 || listings.FirstOrDefault(l => l.Instrument.Symbol == parts[0]) is not { } listing)
        {
            throw new SimulatorStartException($"--replay is {assignment}; it must be SYMBOL=FILE with one of {string.Join(", ", listings.Select(static l => l.Instrument.Symbol))}.");
        }

        try
        {
            return (listing.ConId.Value, Read(File.ReadAllLines(parts[1]), parts[1]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SimulatorStartException($"--replay {assignment} cannot be read: {e.Message}", e);
        }
    }

    public static ImmutableArray<TapePoint> Read(string[] lines, string name)
    {
        var columns = lines.Length == 0 ? [] : lines[0].Split(',').Select(static c => c.Trim().ToLowerInvariant()).ToArray();
        var rows = columns.Contains("time")
            ? lines.Skip(1).Select((line, i) => new Row(columns, line.Split(','), name, i + 2)).Where(static row => !row.IsEmpty).ToArray()
            : [];
        if (rows.Length == 0)
        {
            throw new SimulatorStartException($"{name} needs a heading with 'time' and at least one row.");
        }

        for (var i = 1; i < rows.Length; i++)
        {
            rows[i].Require(rows[i].Time >= rows[i - 1].Time, "is earlier than the row before");
        }

        return columns switch
        {
            _ when columns.Contains("open") => Bars(rows),
            _ when columns.Contains("bid") => [.. rows.Select(static row => row.Quote())],
            _ when columns.Contains("price") => [.. rows.Select(static row => new TapePoint(row.Time, row.Price("price"), Volume: row.Optional("size") ?? 0))],
            _ => throw new SimulatorStartException($"{name} has none of the columns 'open', 'bid' and 'price'."),
        };
    }

    private static ImmutableArray<TapePoint> Bars(Row[] rows)
    {
        var span = rows.Zip(rows.Skip(1), static (a, b) => b.Time - a.Time).Where(static step => step > TimeSpan.Zero).DefaultIfEmpty(TimeSpan.FromMinutes(1)).Min();
        return
        [
            .. rows.SelectMany(row =>
            {
                var (open, high, low, close) = (row.Price("open"), row.Price("high"), row.Price("low"), row.Price("close"));
                row.Require(low <= Math.Min(open, close) && high >= Math.Max(open, close), "has an open or close outside of low to high");
                return TapePoint.OfBar(row.Time, span, open, high, low, close, row.Optional("volume") ?? 0);
            }),
        ];
    }

    private sealed class Row
    {
        private readonly string[] _columns;
        private readonly string[] _values;
        private readonly string _where;

        public Row(string[] columns, string[] values, string name, int line)
        {
            (_columns, _values, _where) = (columns, values, $"{name} line {line}");
            Time = IsEmpty ? default : TimeOf(Text("time"));
        }

        public bool IsEmpty => _values is [""];

        public DateTimeOffset Time { get; }

        public TapePoint Quote()
        {
            var (bid, ask) = (Price("bid"), Price("ask"));
            Require(bid <= ask, "has a bid above its ask");
            return new TapePoint(Time, Optional("last") ?? (bid + ask) / 2, bid, ask);
        }

        public decimal Price(string column)
        {
            var price = Optional(column);
            Require(price is > 0, $"has no {column} above zero");
            return price!.Value;
        }

        public decimal? Optional(string column)
        {
            if (Text(column) is not { Length: > 0 } text)
            {
                return null;
            }

            var valid = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0;
            Require(valid, $"has '{text}' as {column}");
            return value;
        }

        public void Require(bool holds, string otherwise)
        {
            if (!holds)
            {
                throw new SimulatorStartException($"{_where} {otherwise}.");
            }
        }

        private string Text(string column) => Array.IndexOf(_columns, column) is >= 0 and var at && at < _values.Length ? _values[at].Trim() : "";

        private DateTimeOffset TimeOf(string text)
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800)
            {
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            }

            var hasZone = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
            var valid = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) && hasZone;
            Require(valid, $"has '{text}' as time: ISO 8601 with Z or an offset, or Unix seconds");
            return time;
        }
    }
}
