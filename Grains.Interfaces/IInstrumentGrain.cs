using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Grains.Interfaces;

/// <summary>Contract details of one instrument; the key is its symbol spec (<see cref="InstrumentSpec"/>) or <c>#conId</c>.</summary>
[Alias("trader.instrument")]
public interface IInstrumentGrain : IGrainWithStringKey
{
    /// <summary>The one contract the spec names, from storage or the broker; refreshed daily and written to the table of instruments.</summary>
    /// <remarks>Where none or several fit, the answer lists the candidates; it is kept for a minute, then the broker is asked again.</remarks>
    [Alias("resolve")]
    Task<InstrumentResolution> ResolveAsync();

    /// <summary>The options listed on it, asked of the broker now.</summary>
    /// <exception cref="GatewayRequestException">The gateway refused, or there is no session.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    /// <exception cref="InvalidOperationException">The spec names no instrument; the message says why.</exception>
    [Alias("options")]
    Task<ImmutableArray<OptionClass>> OptionsAsync();

    [Alias("state")]
    Task<InstrumentResolution?> GetState();
}

/// <param name="Instrument">Null when none or several fit.</param>
/// <param name="Candidates">What fits, when it is several; what was perhaps meant, when it is none.</param>
/// <param name="Problem">For a person, with the candidates named; null when the instrument was found.</param>
public sealed record InstrumentResolution(Instrument? Instrument, ImmutableArray<InstrumentCandidate> Candidates, string? Problem);
