namespace OrleansTrader.Tests.Protocol.Golden;

/// <summary>All checks of a run together: a vector counts once and has failed when one of its checks has.</summary>
/// <remarks>Written to the file that <c>VECTOR_REPORT</c> names, for <c>./test.sh --vectors</c>.</remarks>
public sealed class VectorTally : IDisposable
{
    private readonly HashSet<string> _run = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("VECTOR_REPORT") is { Length: > 0 } file)
        {
            File.WriteAllText(file, $"vectors: {_run.Count} run, {_failed.Count} failed, {_missing.Count} not implemented{Environment.NewLine}");
        }
    }

    /// <param name="kind">Requests or responses: names are unique within one of them.</param>
    /// <param name="report">The result of one check.</param>
    internal void Add(string kind, VectorReport report)
    {
        _run.UnionWith(report.Ran.Select(name => $"{kind} {name}"));
        _failed.UnionWith(report.Failed.Select(name => $"{kind} {name}"));
        _missing.UnionWith(report.NotImplemented);
    }
}
