using System.Globalization;

namespace OrleansTrader.Domain.Values;

/// <summary>An amount in one currency. Amounts of different currencies never add up silently.</summary>
public readonly record struct Money(decimal Amount, Currency Currency)
{
    /// <summary>Every division of money rounds to this many decimals, half away from zero, here and in SQL (design R12).</summary>
    public const int Decimals = 10;

    public static Money operator +(Money left, Money right) => new(left.Amount + right.Same(left), left.Currency);

    public static Money operator -(Money left, Money right) => new(left.Amount - right.Same(left), left.Currency);

    /// <summary>The one division of the books: rounds to <see cref="Decimals"/>, half away from zero.</summary>
    public static decimal Divide(decimal numerator, decimal denominator) =>
        Math.Round(numerator / denominator, Decimals, MidpointRounding.AwayFromZero);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");

    private decimal Same(Money other) => Currency == other.Currency
        ? Amount
        : throw new InvalidOperationException($"{Currency} and {other.Currency} do not add.");
}
