using System.Text;

namespace OrleansTrader.Tests.Protocol.Golden;

/// <summary>Counts the vectors and names what failed or is not implemented.</summary>
internal sealed class VectorReport
{
    private readonly List<string> _ran = [];
    private readonly List<(string Name, string What)> _failures = [];
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);

    public bool Succeeded => _failures.Count == 0 && _missing.Count == 0 && _ran.Count > 0;

    public IEnumerable<string> Ran => _ran;

    public IEnumerable<string> Failed => _failures.Select(static failure => failure.Name);

    /// <summary>Calls and messages that we do not have.</summary>
    public IEnumerable<string> NotImplemented => _missing;

    public void Missing(string call) => _missing.Add(call);

    /// <summary>Counts one vector; <paramref name="check"/> returns what is wrong, null when nothing is.</summary>
    public void Run(string name, Func<string?> check)
    {
        _ran.Add(name);
        try
        {
            if (check() is { } failure)
            {
                _failures.Add((name, failure));
            }
        }
        catch (Exception e)
        {
            _failures.Add((name, $"{e.GetType().Name} {e.Message}"));
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine($"vectors: {_ran.Count} run, {_failures.Count} failed, {_missing.Count} not implemented");
        foreach (var call in _missing)
        {
            text.AppendLine($"not implemented: {call}");
        }

        foreach (var (name, what) in _failures)
        {
            text.AppendLine($"failed: {name}: {what}");
        }

        return text.ToString();
    }
}
