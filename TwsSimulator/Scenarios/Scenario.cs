using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Faults;

namespace OrleansTrader.TwsSimulator.Scenarios;

/// <summary>Steps on a clock: bad days that can be played again.</summary>
/// <param name="Name">For people.</param>
/// <param name="About">What it shows, for people.</param>
/// <param name="Repeat">How often the steps are played; each time counts from its own start.</param>
public sealed record Scenario(string Name, IReadOnlyList<ScenarioStep> Steps, int Repeat = 1, string? About = null)
{
    /// <exception cref="FaultException">A step makes no sense.</exception>
    internal void Check(DateTimeOffset now)
    {
        if (Steps.Count == 0 || Repeat is < 1 or > 1_000_000 || Steps.Any(static s => s.At is < 0 or > 86_400))
        {
            throw new FaultException("A scenario needs steps at 0 to 86400 seconds and repeats at least once.");
        }

        if (Repeat > 1 && Steps.All(static s => s.At == 0 && s.Time is null))
        {
            throw new FaultException("A scenario that repeats needs a step later than 0.");
        }

        foreach (var time in Steps.SelectMany(static s => new[] { s.Time, s.Clock }).OfType<string>())
        {
            _ = ClockChange.TimeOfDay(time) ?? throw new FaultException($"'{time}' is no time of day such as 23:59:58.");
        }

        foreach (var fault in Steps.SelectMany(static s => s.Faults ?? []))
        {
            Fault.From(fault, now);
        }
    }
}

/// <summary>What is done at one moment; within a step: the clock, then clear, faults, prices and orders.</summary>
/// <param name="At">Seconds after the start of the round: real time, or stepped time in stepped mode.</param>
/// <param name="Time">Waits, from <paramref name="At"/> on, for the next such market time of day in the server's zone (<c>23:45:00</c>).</param>
/// <param name="Clock">Sets market time forward to the next such time of day.</param>
/// <param name="Clear">Ends all faults first.</param>
public sealed record ScenarioStep(
    double At = 0,
    string? Time = null,
    string? Clock = null,
    bool Clear = false,
    IReadOnlyList<FaultRequest>? Faults = null,
    IReadOnlyList<PriceChange>? Prices = null,
    IReadOnlyList<ManualOrder>? Orders = null);
