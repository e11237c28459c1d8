using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Silo.Api;

/// <summary>Contracts as people name them.</summary>
internal static class Contracts
{
    /// <param name="name"><c>AAPL</c>, <c>AAPL@NASDAQ:USD</c> or <c>#265598</c>.</param>
    /// <exception cref="BadInputException">It names none, or several.</exception>
    public static async Task<ConId> ResolveAsync(IGrainFactory grains, string? name)
    {
        var spec = BadInputException.Parse("instrument", () => InstrumentSpec.Parse(name ?? throw new FormatException("name the contract: instrument or conId")));
        var found = await grains.GetGrain<IInstrumentGrain>(spec.ToString()).ResolveAsync();
        return found.Instrument?.ConId ?? throw new BadInputException("instrument", found.Problem ?? $"'{name}' does not name a single contract");
    }
}
