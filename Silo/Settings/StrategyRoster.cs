using System.Collections.Immutable;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Silo.Settings;

/// <summary>The strategies this installation runs. Section <c>Strategies</c>, a list.</summary>
public sealed class StrategyRoster
{
    public const string Section = "Strategies";

    /// <summary>A folder of the user's own strategy assemblies, or one of them; null for none. Relative to the working directory.</summary>
    public const string PathSetting = Section + ":Path";

    public List<StrategyEntry> Entries { get; } = [];

    /// <summary>The list's elements; <see cref="PathSetting"/> beside them is not one.</summary>
    internal void Bind(IConfigurationSection section, Action<BinderOptions> options)
    {
        foreach (var child in section.GetChildren().Where(static child => child.Path != PathSetting))
        {
            Entries.Add(child.Get<StrategyEntry>(options) ?? new StrategyEntry());
        }
    }
}

/// <summary>One entry of <see cref="StrategyRoster"/>.</summary>
public sealed class StrategyEntry
{
    /// <summary>Unique; also the owner of its positions in the books.</summary>
    public string Name { get; init; } = "";

    /// <summary>The class, with or without namespace.</summary>
    public string Type { get; init; } = "";

    /// <summary>The IB account it trades.</summary>
    public string Account { get; init; } = "";

    /// <summary>What it may use, in <see cref="Currency"/>; more than zero.</summary>
    public decimal Capital { get; init; }

    public string Currency { get; init; } = "USD";

    /// <summary>When it acts, by the exchange's calendar.</summary>
    public StrategySchedule Schedule { get; init; }

    /// <summary>Read by the strategy itself, by name.</summary>
    public Dictionary<string, string> Parameters { get; init; } = [];

    /// <exception cref="ArgumentException">A value breaks a rule of its type.</exception>
    internal StrategySettings ToSettings() => new(
        StrategyName.Of(Name),
        Type,
        AccountId.Of(Account),
        new Money(Capital, Domain.Values.Currency.Of(Currency)),
        Parameters.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase))
    {
        Schedule = Schedule,
    };
}
