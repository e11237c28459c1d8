using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace OrleansTrader.Tests.Architecture;

/// <summary><c>docs/coverage.md</c> promises a test for a scenario only when that test exists.</summary>
public sealed partial class CoverageTests
{
    private static readonly IEnumerable<string> Sections = [.. Numbers("A", 44), .. Numbers("D", 27)];

    [Fact]
    public void Every_test_named_in_the_coverage_exists()
    {
        var tests = typeof(CoverageTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Where(static method => method.GetCustomAttributes<FactAttribute>(inherit: true).Any())
            .Select(static method => method.Name)
            .ToHashSet(StringComparer.Ordinal);
        var named = Rows().SelectMany(static row => TestName().Matches(row.Answer).Select(static match => match.Groups[1].Value));

        Assert.All(named, name => Assert.Contains(name, tests));
    }

    [Fact]
    public void Every_scenario_is_answered_by_a_test_or_a_reason()
    {
        var rows = Rows().ToList();

        Assert.Empty(Sections.Except(rows.Select(static row => row.Id)));
        Assert.Equal(rows.Select(static row => row.Id).Distinct(), rows.Select(static row => row.Id));
        Assert.All(rows, static row => Assert.True(
            TestName().IsMatch(row.Answer) || row.Answer == "later" || row.Answer.StartsWith("not done, because ", StringComparison.Ordinal),
            $"{row.Id}: '{row.Answer}' is neither a test in backticks, nor 'later', nor 'not done, because ...'"));
    }

    private static IEnumerable<string> Numbers(string section, int last) => Enumerable.Range(1, last).Select(number => $"{section}{number}");

    private static IEnumerable<(string Id, string Answer)> Rows() => File.ReadLines(Repository.File("docs/coverage.md"))
        .Select(static line => Row().Match(line))
        .Where(static match => match.Success)
        .Select(static match => (match.Groups["id"].Value, match.Groups["answer"].Value.Trim()));

    [GeneratedRegex(@"^\| (?<id>[ACDS]\d+) \|[^|]+\|(?<answer>[^|]+)\|$")]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
