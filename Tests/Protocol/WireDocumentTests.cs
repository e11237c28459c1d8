using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OrleansTrader.IbProtocol;
using OrleansTrader.Tests.Architecture;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

/// <summary><c>docs/wire.md</c> shows the error table as it is in the code; with <c>WRITE_DOCS=1</c> the test writes it there.</summary>
public sealed partial class WireDocumentTests
{
    private const string Start = "<!-- error table: generated -->\n";
    private const string End = "<!-- end of the error table -->\n";

    [Fact]
    public void The_documented_error_table_is_the_one_in_the_code()
    {
        var path = Repository.File("docs/wire.md");
        var page = File.ReadAllText(path);
        var (start, end) = (page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, page.IndexOf(End, StringComparison.Ordinal));
        var table = Table();
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
        {
            File.WriteAllText(path, page[..start] + table + page[end..]);
            return;
        }

        Assert.Equal(table, page[start..end]);
    }

    private static string Table()
    {
        var table = new StringBuilder("| code | class | or | meaning | beyond the class |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in IbErrors.Table)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {Codes(row)} | {row.Class} | {row.OrElse} | {row.Meaning} | {Action(row.Action)} |\n");
        }

        return table.ToString();
    }

    private static string Codes(IbErrorEntry row) => row.First == row.Last
        ? row.First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{row.First}-{row.Last}");

    private static string Action(IbErrorAction action) =>
        action == IbErrorAction.ByClass ? "" : Words().Replace(action.ToString(), " $1").Trim().ToLowerInvariant();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Words();
}
