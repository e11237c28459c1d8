using System.Globalization;
using System.Text.Json;
using OrleansTrader.Domain.Serialization;
using Spectre.Console;

namespace OrleansTrader.Client.Output;

/// <summary>One column of a table.</summary>
internal sealed record Column<T>(string Title, Func<T, object?> Value);

/// <summary>How rows of one kind look as a table; as JSON they are what the silo sent.</summary>
internal sealed record View<T>(string Path, string Empty, params Column<T>[] Columns)
{
    private static readonly JsonSerializerOptions Indented = new(DomainJson.Options) { WriteIndented = true };

    public static void PrintJson(IReadOnlyList<T> rows) => Console.Out.WriteLine(JsonSerializer.Serialize(rows, Indented));

    public Table ToTable(IReadOnlyList<T> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in Columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column.Title)) { NoWrap = Columns[^1] != column, Alignment = IsNumber(column, rows) ? Justify.Right : Justify.Left });
        }

        foreach (var row in rows)
        {
            table.AddRow([.. Columns.Select(column => Markup.Escape(Text(column.Value(row))))]);
        }

        return table;
    }

    private static bool IsNumber(Column<T> column, IReadOnlyList<T> rows) => rows.Any(row => column.Value(row) is decimal or int or long);

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "yes" : "",
        decimal number => number.ToString("0.##########", CultureInfo.InvariantCulture),
        DateTimeOffset at => at.UtcDateTime.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
