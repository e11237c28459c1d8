using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.Simulation;

/// <summary>How the price of a derivative follows the price of its underlying: a monotonic function of it at each instant.</summary>
public abstract record Derivation(Listing Underlying, DateTimeOffset ExpiresAt)
{
    /// <summary>Continuous yearly interest at which everything is discounted.</summary>
    public const double Rate = 0.04;

    private const double SecondsPerYear = 365 * 24 * 3600;

    /// <summary>The derivative falls while its underlying rises.</summary>
    public virtual bool IsInverse => false;

    public abstract double Price(double underlying, DateTimeOffset at);

    /// <summary>Years to the expiry; never negative.</summary>
    public double YearsFrom(DateTimeOffset at) => Math.Max(0, (ExpiresAt - at).TotalSeconds / SecondsPerYear);

    /// <summary>A European option by Black and Scholes.</summary>
    public sealed record Option(Listing Underlying, DateTimeOffset ExpiresAt, double Strike, OptionRight Right, double Volatility)
        : Derivation(Underlying, ExpiresAt)
    {
        public override bool IsInverse => Right == OptionRight.Put;

        public override double Price(double underlying, DateTimeOffset at) => Value(underlying, at).Price;

        /// <summary>Price and greeks at the volatility of the listing.</summary>
        public OptionValue Value(double underlying, DateTimeOffset at) => BlackScholes.Value(Right, underlying, Strike, YearsFrom(at), Volatility, Rate);
    }

    /// <summary>A future at the cost of carry.</summary>
    public sealed record Future(Listing Underlying, DateTimeOffset ExpiresAt) : Derivation(Underlying, ExpiresAt)
    {
        public override double Price(double underlying, DateTimeOffset at) => underlying * Math.Exp(Rate * YearsFrom(at));
    }
}
