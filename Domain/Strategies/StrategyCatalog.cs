using System.Collections.Frozen;
using System.Reflection;

namespace OrleansTrader.Domain.Strategies;

/// <summary>The strategy classes a process knows, by class name with or without namespace.</summary>
public sealed class StrategyCatalog
{
    private readonly FrozenDictionary<string, Type> _types;

    public StrategyCatalog(IEnumerable<Type> types)
    {
        var byName = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var type in types.Where(IsStrategy).Distinct())
        {
            byName[type.FullName!] = type;
            if (!byName.TryAdd(type.Name, type) && byName[type.Name] != type)
            {
                throw new ArgumentException($"Two strategies are named {type.Name}: {byName[type.Name].FullName} and {type.FullName}.", nameof(types));
            }
        }

        _types = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Short names, sorted.</summary>
    public IEnumerable<string> Names => _types.Values.Distinct().Select(static type => type.Name).Order(StringComparer.Ordinal);

    /// <summary>All public strategies with a constructor without parameters.</summary>
    public static StrategyCatalog Of(params IEnumerable<Assembly> assemblies) => new(assemblies.SelectMany(static assembly => assembly.GetExportedTypes()));

    /// <exception cref="ArgumentException">No strategy has that name; the message lists those there are.</exception>
    public IStrategy Create(string type) => _types.TryGetValue(type, out var found)
        ? (IStrategy)Activator.CreateInstance(found)!
        : throw new ArgumentException($"There is no strategy type '{type}'. Known: {string.Join(", ", Names)}.", nameof(type));

    /// <summary>Every strategy with its parameters, sorted by name. One that throws without parameters is listed with the reason.</summary>
    public IEnumerable<StrategyType> Describe() => _types.Values.Distinct().OrderBy(static type => type.Name, StringComparer.Ordinal).Select(Describe);

#pragma warning disable CA1031 // A strategy is foreign code: whatever it throws is a remark in the list.
    private static StrategyType Describe(Type type)
    {
        var (parameters, problem) = (StrategyParameters.None, (string?)null);
        try
        {
            ((IStrategy)Activator.CreateInstance(type)!).Configure(parameters);
        }
        catch (Exception e)
        {
            problem = e.GetBaseException().Message;
        }

        return new StrategyType(type.Name, type.FullName!, type.Assembly.GetName().Name!, [.. parameters.Declared], problem);
    }
#pragma warning restore CA1031

    private static bool IsStrategy(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IStrategy)) && type.GetConstructor(Type.EmptyTypes) is not null;
}
