using System.Text.Json;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Tests.Storage;

/// <summary>One case of <c>Vectors/position-fold.json</c>: what arrives, in order of arrival, and the position after all of it (design R12).</summary>
public sealed record FoldVector(string Name, FoldStep[] Steps, FoldNumbers Expected)
{
    public static FoldVector[] All() => JsonSerializer.Deserialize<FoldVector[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "position-fold.json")), JsonSerializerOptions.Web)!;

    internal BookEvent[] Events() => [.. Steps.Select(static step => step.Event())];

    /// <summary>The same by the fold in C#.</summary>
    internal FoldNumbers Folded()
    {
        var newest = Events().OfType<ExecutionBooked>().Select(static e => e.Fill)
            .GroupBy(static fill => fill.ExecId.Root).Select(static root => root.MaxBy(static fill => fill.ExecId.Revision)!).ToList();
        var commissions = Events().OfType<CommissionReported>().GroupBy(static e => e.ExecId).ToDictionary(static g => g.Key, static g => g.Last().Commission.Amount);
        var fold = PositionFold.Of(newest);
        var commission = newest.Sum(fill => commissions.GetValueOrDefault(fill.ExecId));
        return new FoldNumbers(fold.State.Quantity, fold.State.OpenCost, fold.State.RealizedPnl, commission, -fold.Traded - commission);
    }
}

public sealed record FoldStep(FoldFill? Fill, FoldCommission? Commission)
{
    internal BookEvent Event() => Fill is { } fill
        ? Samples.Booked(fill.ExecId, fill.Quantity, fill.Price, fill.Second, fill.Multiplier)
        : new CommissionReported(ExecId.Of(Commission!.ExecId), new Money(Commission.Amount, Currency.Usd));
}

public sealed record FoldFill(string ExecId, decimal Quantity, decimal Price, decimal Multiplier, int Second);

public sealed record FoldCommission(string ExecId, decimal Amount);

public sealed record FoldNumbers(decimal Quantity, decimal OpenCost, decimal RealizedPnl, decimal Commission, decimal Cash);
