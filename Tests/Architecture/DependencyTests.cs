using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Xunit;

namespace OrleansTrader.Tests.Architecture;

/// <summary>Who may know whom: read from the built assemblies, and from the project files for what is referenced but not used.</summary>
public sealed class DependencyTests
{
    private const string Prefix = "OrleansTrader.";

    private static readonly string[] Effects = ["System.Net.Sockets", "System.Net.Http", "Microsoft.Extensions.Logging", "Microsoft.Extensions.Logging.Abstractions"];

    /// <summary>Own projects each project may reference.</summary>
    public static TheoryData<string, string[]> Allowed() => new()
    {
        { "Domain", [] },
        { "IbProtocol", [] },
        { "Grains.Interfaces", ["Domain"] },
        { "Grains", ["Domain", "Grains.Interfaces"] },
        { "Storage", ["Domain"] },
        { "IbBridge", ["Domain", "IbProtocol", "Grains.Interfaces"] },
        { "TwsSimulator", ["Domain", "IbProtocol"] },
        { "Strategies", ["Domain"] },
        { "Client", ["Domain", "IbProtocol"] },
        { "Silo", ["Domain", "Grains.Interfaces", "Grains", "Storage", "IbBridge", "Strategies"] },
    };

    /// <summary>Foreign assemblies each project must never see, by the beginning of their names.</summary>
    public static TheoryData<string, string[]> Forbidden() => new()
    {
        { "Domain", ["Orleans", "Npgsql", "Microsoft", .. Effects] },
        { "IbProtocol", ["Orleans", "Npgsql", "Microsoft", .. Effects] },
        { "Grains.Interfaces", ["Npgsql", "Microsoft.AspNetCore", "System.Net"] },
        { "Grains", ["Npgsql", "Microsoft.AspNetCore", "System.Net"] },
        { "Storage", ["Orleans", "Microsoft.AspNetCore"] },
        { "IbBridge", ["Npgsql", "Microsoft.AspNetCore"] },
        { "TwsSimulator", ["Orleans", "Npgsql"] },
        { "Strategies", ["Orleans", "Npgsql", "Microsoft", .. Effects] },
        { "Client", ["Orleans", "Npgsql", "Microsoft.AspNetCore"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_references_only_what_the_dependency_rule_allows(string project, string[] allowed)
    {
        var used = References(project).Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(static name => name[Prefix.Length..]);
        var declared = ProjectReferences(project);

        Assert.Empty(used.Union(declared).Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void A_project_never_sees_what_belongs_to_the_edge(string project, string[] forbidden)
    {
        var seen = References(project).Where(name => !name.StartsWith(Prefix, StringComparison.Ordinal) && forbidden.Any(part => IsOrIsUnder(name, part)));

        Assert.Empty(seen);
    }

    [Fact]
    public void Only_storage_declares_the_database_driver()
    {
        var projects = Directory.GetFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(static path => XDocument.Load(path).Descendants("PackageReference").Any(static e => e.Attribute("Include")?.Value.StartsWith("Npgsql", StringComparison.Ordinal) ?? false))
            .Select(static path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(["Storage"], projects);
    }

    private static bool IsOrIsUnder(string name, string part) => name == part || name.StartsWith(part + ".", StringComparison.Ordinal);

    private static List<string> References(string project)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{Prefix}{project}.dll")));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static IEnumerable<string> ProjectReferences(string project) =>
        XDocument.Load(Repository.File($"{project}/{project}.csproj")).Descendants("ProjectReference")
            .Select(static e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value.Replace('\\', '/')));
}
