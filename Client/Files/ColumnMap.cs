using System.Collections.Immutable;
using OrleansTrader.Client.Api;

namespace OrleansTrader.Client.Files;

/// <summary>Which column of a file is which part of a bar: by a mapping, else by the names people use.</summary>
internal sealed class ColumnMap
{
    public static readonly ImmutableArray<string> Parts = ["time", "open", "high", "low", "close", "volume", "wap", "count", "until"];

    private static readonly string[] Needed = ["time", "open", "high", "low", "close"];

    private static readonly Dictionary<string, string[]> Usual = new(StringComparer.Ordinal)
    {
        ["time"] = ["time", "timestamp", "datetime", "date", "t", "start"],
        ["open"] = ["open", "o"],
        ["high"] = ["high", "h"],
        ["low"] = ["low", "l"],
        ["close"] = ["close", "c", "last"],
        ["volume"] = ["volume", "vol", "v"],
        ["wap"] = ["wap", "vwap", "average", "vw"],
        ["count"] = ["count", "trades", "barcount", "n"],
        ["until"] = ["until"],
    };

    private readonly Dictionary<string, int> _columns;

    private ColumnMap(Dictionary<string, int> columns) => _columns = columns;

    /// <summary>Where the part's column is; null when the file has none.</summary>
    public int? this[string part] => _columns.TryGetValue(part, out var column) ? column : null;

    /// <param name="mapping">Pairs <c>part=column</c> separated by commas; null for the usual names only. The case of column names does not matter.</param>
    /// <exception cref="ApiException">A pair is none, names no part or no column, or a needed part has no column.</exception>
    public static ColumnMap Of(IReadOnlyList<string> columns, string? mapping)
    {
        var named = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pair in (mapping ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (part, column) = at > 0 ? (pair[..at].Trim(), pair[(at + 1)..].Trim()) : throw new UsageException($"--map: '{pair}' is not of the form part=column.");
            named[Parts.Contains(part) ? part : throw new UsageException($"--map: '{part}' is not one of {string.Join(", ", Parts)}.")] = Find(columns, column)
                ?? throw new UsageException($"--map: the file has no column '{column}'. It has: {string.Join(", ", columns)}.");
        }

        foreach (var part in Parts.Where(part => !named.ContainsKey(part)))
        {
            if (Usual[part].Select(name => Find(columns, name)).FirstOrDefault(static column => column is not null) is { } column)
            {
                named[part] = column;
            }
        }

        return Needed.Where(part => !named.ContainsKey(part)).ToArray() is [_, ..] missing
            ? throw new ApiException($"The file has no column for {string.Join(", ", missing)}: name it with --map {missing[0]}=COLUMN. It has: {string.Join(", ", columns)}.")
            : new ColumnMap(named);
    }

    private static int? Find(IReadOnlyList<string> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return null;
    }
}
