using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Silo.Settings;

namespace OrleansTrader.Silo.Startup;

/// <summary>All settings are read and checked before anything else happens.</summary>
internal static class StartChecks
{
    /// <exception cref="StartRefusedException">A setting is wrong: by name, value and rule.</exception>
    public static DataSettings Settings(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return services.GetRequiredService<IOptions<DataSettings>>().Value;
        }
        catch (Exception e) when (Causes(e).ToList() is { Count: > 0 } causes)
        {
            throw new StartRefusedException(string.Join(' ', causes), e);
        }
    }

    /// <summary>Every strategy reads its parameters once, so that a wrong one stops the start and not the trading.</summary>
    /// <exception cref="StartRefusedException">A strategy's type or a parameter is wrong, or nobody reads it.</exception>
    public static void Strategies(IServiceProvider services)
    {
        var catalog = services.GetRequiredService<StrategyCatalog>();
        var problems = services.GetRequiredService<IOptions<StrategyRoster>>().Value.Entries.SelectMany((entry, index) => Problems(catalog, entry, index)).ToList();
        if (problems is not [])
        {
            throw new StartRefusedException(string.Join(' ', problems));
        }
    }

    private static IEnumerable<string> Problems(StrategyCatalog catalog, StrategyEntry entry, int index)
    {
        var parameters = new StrategyParameters(entry.Parameters.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase));
        string? problem = null;
        try
        {
            catalog.Create(entry.Type).Configure(parameters);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            problem = $"Strategies:{index} ({entry.Name}): {e.Message}";
        }

        return problem is not null
            ? [problem]
            : parameters.Unread.Select(name => $"Strategies:{index}:Parameters:{name} is '{entry.Parameters[name]}': {entry.Type} has no such parameter.");
    }

    private static IEnumerable<string> Causes(Exception e) => e switch
    {
        AggregateException many => many.InnerExceptions.SelectMany(Causes),
        OptionsValidationException invalid => invalid.Failures,
        InvalidOperationException unreadable => [Readable(Deepest(unreadable).Message.ReplaceLineEndings(" "))],
        _ => [],
    };

    /// <summary>The binder wraps what it says about a list's element.</summary>
    private static InvalidOperationException Deepest(InvalidOperationException e) => e.InnerException is InvalidOperationException inner ? Deepest(inner) : e;

    /// <summary>The binder names its own option; a person wants the name of the setting.</summary>
    private static string Readable(string message) => message.StartsWith("'ErrorOnUnknownConfiguration'", StringComparison.Ordinal)
        ? $"There is no such setting: {message[(message.LastIndexOf(':') + 1)..].Trim()} (in {message[(message.LastIndexOf('.') + 1)..message.LastIndexOf(':')]})."
        : message;
}
