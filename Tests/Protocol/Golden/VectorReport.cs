using System.Text;

namespace OrleansTrader.Tests.Protocol.Golden;

/// <summary>Counts the vectors and names what failed or is not implemented.</summary>
internal sealed class VectorReport
{
    private readonly List<string> _failures = [];
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);
    private int _run;

    public bool Succeeded => _failures.Count == 0 && _missing.Count == 0 && _run > 0;

    public void Missing(string call) => _missing.Add(call);

    /// <summary>Counts one vector; <paramref name="check"/> returns what is wrong, null when nothing is.</summary>
    public void Run(string name, Func<string?> check)
    {
        _run++;
        try
        {
            if (check() is { } failure)
            {
                _failures.Add($"{name}: {failure}");
            }
        }
        catch (Exception e)
        {
            _failures.Add($"{name}: {e.GetType().Name} {e.Message}");
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine($"vectors: {_run} run, {_failures.Count} failed, {_missing.Count} not implemented");
        foreach (var call in _missing)
        {
            text.AppendLine($"not implemented: {call}");
        }

        foreach (var failure in _failures)
        {
            text.AppendLine($"failed: {failure}");
        }

        return text.ToString();
    }
}
