using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>An instrument of a simulated market with the character of its price.</summary>
/// <param name="ReferencePrice">The price at the market's reference instant; later prices wander from it. Not used by a derivative.</param>
/// <param name="AnnualVolatility">Standard deviation of the yearly log return, e.g. 0.35; of an option, its implied volatility.</param>
/// <param name="SpreadTicks">Ask minus bid, in price increments.</param>
/// <param name="DisplayedLots">Typical displayed size on each side, in lots.</param>
public sealed record Listing(Instrument Instrument, Price ReferencePrice, double AnnualVolatility, int SpreadTicks, int DisplayedLots)
{
    public ConId ConId => Instrument.ConId;

    /// <summary>What one displayed lot holds, in the trading unit.</summary>
    public decimal Lot { get; init; } = 100;

    /// <summary>IB's number of the rule that <see cref="Instrument.TickRules"/> come from.</summary>
    public int MarketRule { get; init; } = UsStocks.MarketRule;

    /// <summary>The increment that contract details name: of a stock, a cent, though prices below a dollar are finer.</summary>
    public decimal MinTick => Instrument.Type == SecurityType.Stock ? Instrument.TickRules[^1].Increment : Instrument.TickRules[0].Increment;

    public CommissionModel Commission { get; init; } = CommissionModel.IbFixed;

    /// <summary>Units that can be borrowed to sell short; 0 where a short sale waits for someone to lend. Null where shorting needs no loan.</summary>
    public decimal? Shortable { get; init; }

    /// <summary>How the price follows that of another listing; null for a price of its own.</summary>
    public Derivation? Derivation { get; init; }

    /// <summary>What a combination consists of; empty for everything else.</summary>
    public ImmutableArray<ComboLeg> Legs { get; init; } = [];

    /// <summary>The end of the last session; null for what never expires.</summary>
    public DateTimeOffset? ExpiresAt => Derivation?.ExpiresAt;

    /// <summary>Profit and loss move cash; the holding itself has no value.</summary>
    public bool IsMargined => Instrument.Type == SecurityType.Future;

    /// <summary>An index has a value but no market.</summary>
    public bool IsTradable => Instrument.Type != SecurityType.Index;

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;
}
