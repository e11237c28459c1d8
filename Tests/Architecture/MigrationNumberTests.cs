using System.Text.RegularExpressions;
using Xunit;

namespace OrleansTrader.Tests.Architecture;

/// <summary>Migrations are applied in the order of their numbers: two with one number would be applied in an order that nobody decided.</summary>
public sealed partial class MigrationNumberTests
{
    [Fact]
    public void Every_migration_has_a_number_of_its_own_and_none_is_left_out()
    {
        var files = Directory.GetFiles(Repository.File("sql"), "*.sql").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray();

        Assert.NotEmpty(files);
        Assert.All(files, static file => Assert.Matches(Name(), file));
        Assert.Equal(Enumerable.Range(1, files.Length), files.Select(static file => int.Parse(file.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex("^[0-9]{4}_[a-z_]+\\.sql$")]
    private static partial Regex Name();
}
