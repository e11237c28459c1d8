using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Risk;

/// <summary>Numbers so large that they can only be mistakes: refused before anything is computed from them, for the arithmetic could overflow.</summary>
public static class Magnitudes
{
    /// <summary>No instrument is quoted beyond a billion of its currency.</summary>
    public const decimal LargestPrice = 1_000_000_000;

    /// <summary>No order or target is for more units than a million millions.</summary>
    public const decimal LargestQuantity = 1_000_000_000_000;

    /// <returns>Null when size and prices can be computed with.</returns>
    public static Denial? Check(Quantity quantity, OrderTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (quantity.Value > LargestQuantity)
        {
            return new Denial(DenialCode.InvalidOrder, $"No order is for {quantity} units; up to {LargestQuantity} would pass.", quantity.Value, LargestQuantity, LargestQuantity);
        }

        decimal?[] prices = [terms.Worst()?.Value, terms.Trigger()?.Value, terms.Distance()?.Value, (terms as OrderTerms.TrailingStopLimit)?.LimitOffset];
        return Array.Find(prices, static price => price is { } value && IsTooLarge(value)) is { } price
            ? new Denial(DenialCode.InvalidOrder, $"{price} is no price: nothing beyond {LargestPrice} is quoted.", price, LargestPrice)
            : null;
    }

    /// <summary>What is wrong with a policy's price; null when nothing is, or when there is none.</summary>
    public static string? Problem(Price? price) => price is { Value: var value } && IsTooLarge(value) ? $"{value} is no price: nothing beyond {LargestPrice} is quoted" : null;

    private static bool IsTooLarge(decimal price) => Math.Abs(price) > LargestPrice;
}
