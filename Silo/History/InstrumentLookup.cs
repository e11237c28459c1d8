using OrleansTrader.Domain.Instruments;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Silo.Api;

namespace OrleansTrader.Silo.History;

/// <summary>The contract that a person's name for an instrument means.</summary>
internal sealed class InstrumentLookup(IGrainFactory grains)
{
    /// <exception cref="BadInputException">The name means none or several; the message says which.</exception>
    public async Task<Instrument> FindAsync(string spec)
    {
        BadInputException.Parse("instrument", () => InstrumentSpec.Parse(spec));
        var resolution = await grains.GetGrain<IInstrumentGrain>(spec).ResolveAsync();
        return resolution.Instrument ?? throw new BadInputException("instrument", resolution.Problem ?? $"'{spec}' is not known");
    }
}
