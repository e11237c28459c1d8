using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;
using Xunit;

namespace OrleansTrader.Tests.Architecture;

/// <summary>Names that are stored or spoken for ever, against a text baseline: journal events, grain aliases, rows of the REST contract.</summary>
public sealed class ContractBaselineTests
{
    private const string Baseline = "Tests/Architecture/contracts.txt";

    [Fact]
    public void Stored_and_spoken_names_are_only_ever_added()
    {
        var known = File.ReadAllLines(Repository.File(Baseline)).Where(static line => line.Length > 0 && line[0] != '#').ToHashSet(StringComparer.Ordinal);
        var now = Lines().ToHashSet(StringComparer.Ordinal);

        Assert.True(known.IsSubsetOf(now), "Renamed or removed, which no stored journal and no script survives:\n" + string.Join('\n', known.Except(now)));
        Assert.True(now.IsSubsetOf(known), $"New names: add these lines to {Baseline}:\n" + string.Join('\n', now.Except(known).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void No_two_grain_contracts_share_an_alias()
    {
        var aliases = GrainInterfaces().Select(Alias).ToList();

        Assert.Equal(aliases.Distinct(), aliases);
    }

    private static IEnumerable<string> Lines() => Hierarchies().SelectMany(Discriminators)
        .Concat(GrainInterfaces().SelectMany(Aliases))
        .Concat(Rows().SelectMany(static type => Properties("row", type.Name, type)));

    private static IEnumerable<Type> Hierarchies() => typeof(BookEvent).Assembly.GetExportedTypes()
        .Where(static type => type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Any());

    private static IEnumerable<string> Discriminators(Type root) => root.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).SelectMany(
        derived => Properties("json", $"{root.Name}/{derived.TypeDiscriminator}", derived.DerivedType).Prepend($"json {root.Name}/{derived.TypeDiscriminator}"));

    private static IEnumerable<Type> GrainInterfaces() => typeof(IOrderEngineGrain).Assembly.GetExportedTypes()
        .Where(static type => type.IsInterface && typeof(Orleans.Runtime.IAddressable).IsAssignableFrom(type));

    private static IEnumerable<string> Aliases(Type grain) =>
        grain.GetMethods().Select(method => $"grain {Alias(grain)}/{Alias(method)}").Prepend($"grain {Alias(grain)}");

    private static IEnumerable<Type> Rows() => typeof(StatusRow).Assembly.GetExportedTypes()
        .Where(static type => type.Namespace == typeof(StatusRow).Namespace && type.Name.EndsWith("Row", StringComparison.Ordinal));

    private static IEnumerable<string> Properties(string kind, string name, Type type) => type.GetConstructors()
        .SelectMany(static constructor => constructor.GetParameters())
        .Select(parameter => $"{kind} {name}.{JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!)}")
        .Distinct();

    private static string Alias(MemberInfo member) =>
        member.GetCustomAttribute<Orleans.AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{member.DeclaringType?.Name}.{member.Name} has no alias: its CLR name would be its wire name.");
}
