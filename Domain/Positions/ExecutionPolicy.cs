using System.Reflection;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>How the difference between target and position is traded. A new policy is one record here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "policy")]
[JsonDerivedType(typeof(AtMarket), "market")]
[JsonDerivedType(typeof(AtLimit), "limit")]
[JsonDerivedType(typeof(MarketableLimit), "marketable")]
[JsonDerivedType(typeof(MidpointPeg), "midpoint")]
[JsonDerivedType(typeof(AdaptiveAlgo), "adaptive")]
[JsonDerivedType(typeof(Sliced), "sliced")]
public abstract record ExecutionPolicy
{
    private static readonly Dictionary<Type, string> Names = typeof(ExecutionPolicy).GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
        .ToDictionary(static derived => derived.DerivedType, static derived => (string)derived.TypeDiscriminator!);

    private ExecutionPolicy()
    {
    }

    /// <summary>Its name in the journal, in tables and over REST.</summary>
    [JsonIgnore]
    public string Name => Names[GetType()];

    public static ExecutionPolicy Market { get; } = new AtMarket();

    /// <summary>The order it would place now; null while the price it depends on is not known.</summary>
    public abstract PolicyOrder? Order(Side side, Instrument instrument, Price? market);

    /// <summary>Whether a working order may stay as it is; by default only when it is what would be placed now.</summary>
    public virtual bool Keeps(OrderTerms working, PolicyOrder now, Side side, Price? market)
    {
        ArgumentNullException.ThrowIfNull(now);
        return working == now.Terms;
    }

    /// <summary>What is wrong with its numbers; null when nothing is.</summary>
    public virtual string? Problem() => null;

    /// <summary>Market orders.</summary>
    public sealed record AtMarket : ExecutionPolicy
    {
        public override PolicyOrder Order(Side side, Instrument instrument, Price? market) => new(new OrderTerms.Market());
    }

    /// <summary>Limit orders at this price, rounded to the tick in our favour.</summary>
    public sealed record AtLimit(Price Price) : ExecutionPolicy
    {
        public override PolicyOrder Order(Side side, Instrument instrument, Price? market) => new(new OrderTerms.Limit(instrument.RoundPrice(Price, side)));

        public override string? Problem() => Magnitudes.Problem(Price);
    }

    /// <summary>Limit orders through the market, by at most this share of the price (0.002 = 0.2 %); moved after the market when it runs away.</summary>
    public sealed record MarketableLimit(decimal Cap) : ExecutionPolicy
    {
        public override PolicyOrder? Order(Side side, Instrument instrument, Price? market) => market is { } now
            ? new PolicyOrder(new OrderTerms.Limit(instrument.RoundPrice(Price.Of(now.Value + (side.Sign() * Cap * Math.Abs(now.Value))), side)))
            : null;

        public override bool Keeps(OrderTerms working, PolicyOrder now, Side side, Price? market) =>
            working is OrderTerms.Limit { LimitPrice: var price }
            && market is { } at
            && (price.Value - at.Value) * side.Sign() is var through
            && through >= 0
            && through <= Cap * Math.Abs(at.Value);

        public override string? Problem() => Cap is > 0 and <= 1 ? null : $"the cap of a marketable limit is a share between 0 and 1, not {Cap}";
    }

    /// <summary>Follows the middle of bid and ask, never beyond the cap.</summary>
    public sealed record MidpointPeg(Price? Cap = null) : ExecutionPolicy
    {
        public override PolicyOrder Order(Side side, Instrument instrument, Price? market) =>
            new(new OrderTerms.Midpoint(Cap is { } cap ? instrument.RoundPrice(cap, side) : null));

        public override string? Problem() => Magnitudes.Problem(Cap);
    }

    /// <summary>IB's adaptive algo, at the market or with a limit.</summary>
    public sealed record AdaptiveAlgo(AdaptivePriority Priority, Price? Limit = null) : ExecutionPolicy
    {
        public override PolicyOrder Order(Side side, Instrument instrument, Price? market) => new(
            Limit is { } limit ? new OrderTerms.Limit(instrument.RoundPrice(limit, side)) : new OrderTerms.Market(), new OrderAlgo.Adaptive(Priority));

        public override string? Problem() => Magnitudes.Problem(Limit);
    }

    /// <summary>In equal slices over a time that begins with the target; each slice is traded by another policy. What a slice leaves goes with the next.</summary>
    /// <param name="Over">From the first slice to the moment at which the whole target is due.</param>
    /// <param name="Slices">At least 2.</param>
    public sealed record Sliced(TimeSpan Over, int Slices, ExecutionPolicy Each) : ExecutionPolicy
    {
        private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

        public override PolicyOrder? Order(Side side, Instrument instrument, Price? market) => Each.Order(side, instrument, market);

        public override bool Keeps(OrderTerms working, PolicyOrder now, Side side, Price? market) => Each.Keeps(working, now, side, market);

        public override string? Problem() => this switch
        {
            { Slices: < 2 or > 1_000 } => $"a target is cut into 2 to 1000 slices, not {Slices}",
            { Over.Ticks: <= 0 } => "the time over which a target is sliced must be more than zero",
            { Over: var over } when over > Longest => $"a target is sliced over at most {Longest.Days} days, not {over.TotalDays:0.#}",
            { Each: null } => "the policy of the slices is missing",
            { Each: Sliced } => "slices are not sliced again",
            _ => Each.Problem(),
        };

        /// <summary>How many slices are due by now, the first at once.</summary>
        public int Due(TimeSpan elapsed) => elapsed >= Over ? Slices : (int)Math.Clamp(1 + (elapsed.Ticks * Slices / Over.Ticks), 1, Slices);

        /// <summary>When the next slice is due, from the target's beginning; null when all are.</summary>
        public TimeSpan? Next(TimeSpan elapsed) => Due(elapsed) is var due && due < Slices ? TimeSpan.FromTicks(((Over.Ticks * due) + Slices - 1) / Slices) : null;
    }
}

/// <summary>Type and algo of an order that a policy wants.</summary>
public sealed record PolicyOrder(OrderTerms Terms, OrderAlgo? Algo = null);
