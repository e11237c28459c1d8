using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>A commission per unit or per traded value, with a minimum and a maximum per order.</summary>
/// <param name="PerShare">Money per unit.</param>
/// <param name="Minimum">Per order.</param>
/// <param name="MaximumShare">Largest part of the order's traded value; wins over the minimum. Null for no maximum.</param>
/// <param name="ValueRate">Part of the order's traded value.</param>
public sealed record CommissionModel(decimal PerShare, decimal Minimum, decimal? MaximumShare, decimal ValueRate = 0)
{
    private const int Decimals = 4;

    /// <summary>IB's fixed rate for US stocks: 0.005 a share, at least 1.00, at most 1 % of the value.</summary>
    public static CommissionModel IbFixed { get; } = new(0.005m, 1.00m, 0.01m);

    public static CommissionModel IbOptions { get; } = new(0.65m, 1.00m, null);

    public static CommissionModel IbFutures { get; } = new(2.25m, 0, null);

    public static CommissionModel IbForex { get; } = new(0, 2.00m, null, 0.00002m);

    public static CommissionModel IbCrypto { get; } = new(0, 1.75m, 0.01m, 0.0018m);

    /// <summary>What the whole order costs after <paramref name="quantity"/> was filled for <paramref name="value"/> in total.</summary>
    public decimal Total(Quantity quantity, decimal value)
    {
        var total = Math.Max(quantity.Value * PerShare + Math.Abs(value) * ValueRate, Minimum);
        total = MaximumShare is { } share ? Math.Min(total, Math.Abs(value) * share) : total;
        return Math.Round(total, Decimals, MidpointRounding.AwayFromZero);
    }

    /// <summary>What one further fill adds; the minimum is charged once per order. Never negative.</summary>
    public decimal ForFill(Quantity filledBefore, decimal valueBefore, Quantity quantity, Price price) =>
        Total(filledBefore + quantity, valueBefore + quantity.Value * price.Value)
        - (filledBefore.IsZero ? 0 : Total(filledBefore, valueBefore));
}
