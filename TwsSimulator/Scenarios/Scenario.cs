using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Faults;

namespace OrleansTrader.TwsSimulator.Scenarios;

/// <summary>Steps on a clock: bad days that can be played again.</summary>
/// <param name="Name">For people.</param>
/// <param name="Repeat">How often the steps are played; each time counts from its own start.</param>
public sealed record Scenario(string Name, IReadOnlyList<ScenarioStep> Steps, int Repeat = 1)
{
    /// <exception cref="FaultException">A step makes no sense.</exception>
    internal void Check(DateTimeOffset now)
    {
        if (Steps.Count == 0 || Repeat is < 1 or > 1_000_000 || Steps.Any(static s => s.At is < 0 or > 86_400))
        {
            throw new FaultException("A scenario needs steps at 0 to 86400 seconds and repeats at least once.");
        }

        foreach (var fault in Steps.SelectMany(static s => s.Faults ?? []))
        {
            Fault.From(fault, now);
        }
    }
}

/// <summary>What is done at one moment; within a step: clear, then faults, prices and orders.</summary>
/// <param name="At">Seconds of real time after the start of the scenario.</param>
/// <param name="Clear">Ends all faults first.</param>
public sealed record ScenarioStep(
    double At,
    bool Clear = false,
    IReadOnlyList<FaultRequest>? Faults = null,
    IReadOnlyList<PriceChange>? Prices = null,
    IReadOnlyList<ManualOrder>? Orders = null);
