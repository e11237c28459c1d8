using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using OrleansTrader.Domain.Strategies;

namespace OrleansTrader.Silo.Strategies;

/// <summary>One file of the strategy folder: what was found in it, or why it was skipped.</summary>
internal sealed record StrategyFile(string Path, ImmutableArray<Type> Types, string? Problem);

/// <summary>The strategies of users: every assembly of a folder that refers to our domain. One that cannot be loaded is named and skipped; the others are not touched by it.</summary>
/// <remarks>Each is loaded with its own dependencies beside it; the domain's types are the silo's own, so that all mean the same <see cref="IStrategy"/>.</remarks>
internal sealed class StrategyAssemblies
{
    private StrategyAssemblies(Assembly own, ImmutableArray<StrategyFile> files) =>
        (Files, All) = (files, [own, .. files.Where(static file => !file.Types.IsEmpty).Select(static file => file.Types[0].Assembly)]);

    public ImmutableArray<StrategyFile> Files { get; }

    /// <summary>Our samples and every file with strategies: no two of their classes share a name.</summary>
    public ImmutableArray<Assembly> All { get; }

    /// <param name="own">Our samples; their names are taken.</param>
    /// <param name="path">The folder, or one assembly; null for none.</param>
    public static StrategyAssemblies Load(Assembly own, string? path)
    {
        var files = ImmutableArray.CreateBuilder<StrategyFile>();
        var types = own.GetExportedTypes().ToList();
        foreach (var file in Candidates(path, files))
        {
            var read = Read(file);
            if (read.Problem is null && Clash(types, read.Types) is { } clash)
            {
                read = read with { Types = [], Problem = clash };
            }

            types.AddRange(read.Types);
            files.Add(read);
        }

        return new StrategyAssemblies(own, files.ToImmutable());
    }

    private static IEnumerable<string> Candidates(string? path, ImmutableArray<StrategyFile>.Builder files)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return [];
        }

        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            return [full];
        }

        if (!Directory.Exists(full))
        {
            files.Add(new StrategyFile(full, [], "there is no such folder or file"));
            return [];
        }

        return Directory.GetFiles(full, "*.dll").Where(static file => !Path.GetFileName(file).StartsWith("OrleansTrader.Domain", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
    }

#pragma warning disable CA1031 // A foreign file may fail in any way; whatever it is becomes its line in the report.
    private static StrategyFile Read(string file)
    {
        try
        {
            var assembly = new FileContext(file).LoadFromAssemblyPath(file);
            var types = assembly.GetExportedTypes().Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IStrategy))).ToImmutableArray();
            return types.IsEmpty && !Refers(assembly)
                ? new StrategyFile(file, [], null) // A dependency of another one.
                : new StrategyFile(file, types, types.IsEmpty ? "it has no public class that implements IStrategy" : null);
        }
        catch (Exception e)
        {
            return new StrategyFile(file, [], e is BadImageFormatException ? "it is not a .NET assembly" : e.GetBaseException().Message.ReplaceLineEndings(" "));
        }
    }
#pragma warning restore CA1031

    private static bool Refers(Assembly assembly) => assembly.GetReferencedAssemblies().Any(static name => name.Name == typeof(IStrategy).Assembly.GetName().Name);

    private static string? Clash(List<Type> known, ImmutableArray<Type> types) =>
        types.GroupBy(static type => type.Name).FirstOrDefault(static named => named.Count() > 1) is { } twice ? $"it has {twice.Count()} strategies named {twice.Key}: rename all but one"
        : types.FirstOrDefault(type => known.Any(other => other.Name == type.Name)) is { } clash
            ? $"its strategy {clash.Name} has the name of one in {known.First(other => other.Name == clash.Name).Assembly.GetName().Name}: rename the class"
            : null;

    /// <summary>What lies beside the file is its own, unless the silo has it: then both mean the same.</summary>
    private sealed class FileContext(string file) : AssemblyLoadContext(Path.GetFileName(file))
    {
        private readonly AssemblyDependencyResolver _resolver = new(file);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            Default.Assemblies.Any(known => known.GetName().Name == assemblyName.Name) || _resolver.ResolveAssemblyToPath(assemblyName) is not { } path
                ? null
                : LoadFromAssemblyPath(path);
    }
}
