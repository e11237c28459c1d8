using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Silo.Strategies;
using OrleansTrader.Strategies;
using Xunit;

namespace OrleansTrader.Tests.Silo;

/// <summary>A folder of foreign assemblies, compiled on the spot.</summary>
public sealed class StrategyAssembliesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ot-strategies-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_bad_assembly_is_named_and_skipped_and_the_good_ones_are_loaded()
    {
        Compile("Mine", Source("Mine"));
        Compile("Clashing", Source(nameof(MovingAverageCross)));
        Compile("Empty", "using OrleansTrader.Domain.Strategies; public sealed class Nothing { public IStrategy? None => null; }");
        Compile("Twins", "using OrleansTrader.Domain.Strategies; public static class One { public sealed class Same : IStrategy { public StrategyPlan Configure(StrategyParameters parameters) => null!; } } "
            + "public static class Two { public sealed class Same : IStrategy { public StrategyPlan Configure(StrategyParameters parameters) => null!; } }");
        Compile("Helper", "public static class Helper { public static int Two => 2; }");
        File.WriteAllText(Path.Combine(_folder.FullName, "Broken.dll"), "this is not an assembly");

        var found = Load(_folder.FullName);

        Assert.Equal(["Mine"], found.Files.SelectMany(static file => file.Types).Select(static type => type.Name));
        Assert.Equal(
            [("Broken.dll", "it is not a .NET assembly"), ("Clashing.dll", "its strategy MovingAverageCross has the name of one in OrleansTrader.Strategies: rename the class"), ("Empty.dll", "it has no public class that implements IStrategy"), ("Twins.dll", "it has 2 strategies named Same: rename all but one")],
            found.Files.Where(static file => file.Problem is not null).Select(static file => (Path.GetFileName(file.Path), file.Problem!)));
        var catalog = StrategyCatalog.Of(found.All);
        Assert.Equal("AAPL", Assert.Single(catalog.Create("Mine").Configure(StrategyParameters.None).Feeds).Instrument);
        Assert.NotNull(catalog.Create("MovingAverageCross"));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_reported_and_no_folder_is_fine()
    {
        Assert.Equal("there is no such folder or file", Assert.Single(Load(Path.Combine(_folder.FullName, "none")).Files).Problem);
        Assert.Empty(Load(null).Files);
        Assert.Single(Load(null).All);
    }

    private static StrategyAssemblies Load(string? path) => StrategyAssemblies.Load(typeof(MovingAverageCross).Assembly, path);

    private static string Source(string name) => $$"""
        using OrleansTrader.Domain.Strategies;
        public sealed class {{name}} : IStrategy
        {
            public StrategyPlan Configure(StrategyParameters parameters) => new([new Feed("AAPL", [], Quotes: true)]);
        }
        """;

    private void Compile(string name, string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path));
        var compiled = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .Emit(Path.Combine(_folder.FullName, name + ".dll"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(compiled.Success, string.Join('\n', compiled.Diagnostics));
    }
}
