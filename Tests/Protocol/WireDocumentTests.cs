using System.Globalization;
using OrleansTrader.IbProtocol;
using OrleansTrader.Tests.Architecture;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

/// <summary><c>docs/wire.md</c> shows the error table as it is in the code.</summary>
public sealed class WireDocumentTests
{
    [Fact]
    public void The_documented_error_table_is_the_one_in_the_code()
    {
        var documented = File.ReadLines(Repository.File("docs/wire.md"))
            .SkipWhile(static line => line != "## Errors")
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| class", StringComparison.Ordinal) && !line.StartsWith("| -", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var actual = IbErrors.Table
            .GroupBy(static row => row.OrElse is null ? $"{row.Class}" : $"{row.Class} (or {row.OrElse})")
            .Select(static rows => $"| {rows.Key} | {string.Join(", ", rows.Select(Codes))} |")
            .Order(StringComparer.Ordinal);

        Assert.Equal(actual, documented);
    }

    private static string Codes(IbErrorEntry row) => row.First == row.Last
        ? row.First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{row.First}-{row.Last}");
}
