using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Silo.Strategies;
using OrleansTrader.Strategies;
using OrleansTrader.Tests.Architecture;
using Xunit;

namespace OrleansTrader.Tests.Strategies;

/// <summary>What <c>dotnet new trader-strategy</c> makes: it compiles against our domain, its own test passes, and the silo finds it.</summary>
public sealed class TemplateTests : IDisposable
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq;";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ot-template-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_templates_strategy_passes_its_own_test_and_is_found_by_the_silo()
    {
        var assembly = Path.Combine(_folder.FullName, "MyStrategy.dll");
        Compile(assembly, "templates/strategy/MyStrategy/MyStrategy.cs", "templates/strategy/MyStrategy.Tests/MyStrategyTests.cs");

        var found = StrategyAssemblies.Load(typeof(MovingAverageCross).Assembly, _folder.FullName);

        var type = Assert.Single(StrategyCatalog.Of(found.All).Describe(), static type => type.Name == "MyStrategy");
        Assert.Equal(["period", "shares", "bar", "instruments"], type.Parameters.Select(static parameter => parameter.Name));
        var tests = found.All[1].GetType("MyStrategy.Tests.MyStrategyTests")!;
        var facts = tests.GetMethods().Where(static method => method.IsDefined(typeof(FactAttribute), inherit: false)).ToArray();
        Assert.Equal(2, facts.Length);
        Assert.All(facts, fact => fact.Invoke(Activator.CreateInstance(tests), null));
    }

    [Fact]
    public void Its_description_names_the_parameter_that_the_projects_read()
    {
        using var description = JsonDocument.Parse(File.ReadAllText(Repository.File("templates/strategy/.template.config/template.json")));

        Assert.Equal("trader-strategy", description.RootElement.GetProperty("shortName").GetString());
        Assert.Equal("TRADER_HOME", description.RootElement.GetProperty("symbols").GetProperty("trader").GetProperty("replaces").GetString());
        Assert.Contains("<TraderHome>TRADER_HOME</TraderHome>", File.ReadAllText(Repository.File("templates/strategy/Directory.Build.props")), StringComparison.Ordinal);
    }

    private static void Compile(string path, params string[] files)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static file => MetadataReference.CreateFromFile(file));
        var sources = files.Select(static file => File.ReadAllText(Repository.File(file))).Prepend(Usings).Select(static text => CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken));
        var compiled = CSharpCompilation.Create("MyStrategy", sources, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .Emit(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(compiled.Success, string.Join('\n', compiled.Diagnostics));
    }
}
