using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.Simulation;

/// <summary>Price of one unit of a European option and its greeks.</summary>
/// <param name="Vega">Per 1 percentage point of volatility.</param>
/// <param name="Theta">Per calendar day; mostly negative.</param>
public readonly record struct OptionValue(double Price, double Delta, double Gamma, double Vega, double Theta);

/// <summary>The Black and Scholes model without dividends.</summary>
public static class BlackScholes
{
    private const double DaysPerYear = 365;
    private const double LargestVolatility = 20;

    /// <param name="years">0 gives the intrinsic value.</param>
    public static OptionValue Value(OptionRight right, double spot, double strike, double years, double volatility, double rate)
    {
        var sign = right == OptionRight.Call ? 1 : -1;
        if (years <= 0 || volatility <= 0)
        {
            var intrinsic = Math.Max(0, sign * (spot - strike));
            return new OptionValue(intrinsic, intrinsic > 0 ? sign : 0, 0, 0, 0);
        }

        var root = Math.Sqrt(years);
        var d1 = (Math.Log(spot / strike) + (rate + volatility * volatility / 2) * years) / (volatility * root);
        var d2 = d1 - volatility * root;
        var discounted = strike * Math.Exp(-rate * years);
        var density = Math.Exp(-d1 * d1 / 2) / Math.Sqrt(2 * Math.PI);
        var price = sign * (spot * Cumulative(sign * d1) - discounted * Cumulative(sign * d2));
        var theta = -spot * density * volatility / (2 * root) - sign * rate * discounted * Cumulative(sign * d2);
        return new OptionValue(
            Math.Max(0, price), sign * Cumulative(sign * d1), density / (spot * volatility * root), spot * density * root / 100, theta / DaysPerYear);
    }

    /// <summary>The volatility at which the model has this price; null when no volatility gives it.</summary>
    public static double? ImpliedVolatility(OptionRight right, double price, double spot, double strike, double years, double rate)
    {
        var (low, high) = (1e-6, LargestVolatility);
        if (years <= 0 || price < Value(right, spot, strike, years, low, rate).Price || price > Value(right, spot, strike, years, high, rate).Price)
        {
            return null;
        }

        for (var i = 0; i < 100 && high - low > 1e-9; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Value(right, spot, strike, years, middle, rate).Price < price ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The normal distribution function (Abramowitz and Stegun 26.2.17, error below 1e-7).</summary>
    private static double Cumulative(double x)
    {
        var k = 1 / (1 + 0.2316419 * Math.Abs(x));
        var series = k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
        var tail = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * series;
        return x >= 0 ? 1 - tail : tail;
    }
}
