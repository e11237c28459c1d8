using System.Collections.Immutable;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>The money of one holding: signed quantity, signed cost of what is open, realized P&amp;L before commission (design R12).</summary>
public readonly record struct FoldState(decimal Quantity, decimal OpenCost, decimal RealizedPnl)
{
    /// <summary>The state after one fill of <paramref name="signed"/> units at <paramref name="price"/>; closing first, then opening the rest.</summary>
    public FoldState After(decimal signed, decimal price, decimal multiplier)
    {
        if (signed == 0)
        {
            return this;
        }

        return Quantity == 0 || Math.Sign(signed) == Math.Sign(Quantity)
            ? new FoldState(Quantity + signed, OpenCost + (signed * price * multiplier), RealizedPnl)
            : Closing(signed, price, multiplier);
    }

    private FoldState Closing(decimal signed, decimal price, decimal multiplier)
    {
        var held = Math.Abs(Quantity);
        var closed = Math.Min(Math.Abs(signed), held);
        var sign = Math.Sign(Quantity);
        var costOut = closed == held ? OpenCost : Money.Divide(OpenCost * closed, held);
        var rest = signed + (sign * closed);
        return new FoldState(
            Quantity - (sign * closed) + rest,
            OpenCost - costOut + (rest * price * multiplier),
            RealizedPnl + (sign * closed * price * multiplier) - costOut);
    }
}

/// <summary>The books of one contract and strategy: the newest revision of every execution in order of (execution time, execId root).</summary>
/// <remarks>
/// Roots compare ordinally (SQL: <c>COLLATE "C"</c>). What arrives earlier than something known, and every correction, refolds the rest from
/// there, so any order of arrival gives the numbers of one pass over the sorted fills. Instances are immutable and share what is unchanged.
/// </remarks>
public sealed class PositionFold
{
    private static readonly Comparer<Line> InOrder = Comparer<Line>.Create(static (a, b) => Compare(a.Fill, b.Fill));

    private readonly ImmutableList<Line> _lines;

    private PositionFold(ImmutableList<Line> lines, decimal traded)
    {
        _lines = lines;
        Traded = traded;
    }

    public static PositionFold Empty { get; } = new([], 0);

    public FoldState State => _lines is [.., var last] ? last.After : default;

    /// <summary>Σ signed quantity × price × multiplier over the newest revisions; cash before commission is its negative.</summary>
    public decimal Traded { get; }

    public int Count => _lines.Count;

    /// <summary>The fills, in the order of the fold.</summary>
    public IEnumerable<Fill> Fills => _lines.Select(static line => line.Fill);

    /// <summary>The fills at this time and later, in the order of the fold; what lies before costs nothing.</summary>
    public IEnumerable<Fill> Since(DateTimeOffset at)
    {
        var (low, high) = (0, _lines.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _lines[middle].Fill.At < at ? (middle + 1, high) : (low, middle);
        }

        for (; low < _lines.Count; low++)
        {
            yield return _lines[low].Fill;
        }
    }

    /// <summary>One pass over any fills of one contract and strategy, one revision of each root.</summary>
    public static PositionFold Of(IEnumerable<Fill> fills) => fills.Aggregate(Empty, static (fold, fill) => fold.With(fill));

    /// <summary>With a fill whose root is not yet in the fold.</summary>
    public PositionFold With(Fill fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var line = new Line(fill, default);
        if (_lines.IsEmpty || Compare(_lines[^1].Fill, fill) < 0)
        {
            return new PositionFold(_lines.Add(line.Following(State)), Traded + Value(fill));
        }

        var at = ~_lines.BinarySearch(line, InOrder);
        return at < 0
            ? throw new InvalidOperationException($"Execution {fill.ExecId} is already in the fold.")
            : new PositionFold(Refold(_lines.Insert(at, line), at), Traded + Value(fill));
    }

    /// <summary>Without a fill of the fold: reversed, or about to be replaced by its correction.</summary>
    public PositionFold Without(Fill fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var at = _lines.BinarySearch(new Line(fill, default), InOrder);
        return at < 0
            ? throw new InvalidOperationException($"Execution {fill.ExecId} is not in the fold.")
            : new PositionFold(Refold(_lines.RemoveAt(at), at), Traded - Value(_lines[at].Fill));
    }

    private static decimal Value(Fill fill) => fill.Signed.Value * fill.Price.Value * fill.Multiplier;

    private static int Compare(Fill a, Fill b) =>
        a.At != b.At ? a.At.CompareTo(b.At) : string.CompareOrdinal(a.ExecId.Root, b.ExecId.Root);

    private static ImmutableList<Line> Refold(ImmutableList<Line> lines, int from)
    {
        var refolded = lines.ToBuilder();
        var state = from == 0 ? default : lines[from - 1].After;
        for (var i = from; i < refolded.Count; i++)
        {
            refolded[i] = refolded[i].Following(state);
            state = refolded[i].After;
        }

        return refolded.ToImmutable();
    }

    private sealed record Line(Fill Fill, FoldState After)
    {
        public Line Following(FoldState before) =>
            this with { After = before.After(Fill.Signed.Value, Fill.Price.Value, Fill.Multiplier) };
    }
}
