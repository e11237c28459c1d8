using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Grains.Interfaces;

/// <summary>Contract details of one instrument; the key is its symbol spec (<see cref="InstrumentSpec"/>) or <c>#conId</c>.</summary>
[Alias("trader.instrument")]
public interface IInstrumentGrain : IGrainWithStringKey
{
    /// <summary>The one contract the spec names, from storage or the broker; refreshed daily.</summary>
    [Alias("resolve")]
    Task<InstrumentResolution> ResolveAsync();

    [Alias("state")]
    Task<InstrumentResolution?> GetState();
}

/// <param name="Instrument">Null when none or several fit.</param>
/// <param name="Candidates">What fits, when it is several.</param>
public sealed record InstrumentResolution(Instrument? Instrument, ImmutableArray<Instrument> Candidates, string? Problem);
