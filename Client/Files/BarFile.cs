using System.Runtime.CompilerServices;
using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Client.Files;

/// <summary>A row that cannot be a bar.</summary>
internal sealed record BadRow(long Line, string Reason);

/// <summary>The bars of a file; a bar's time comes once.</summary>
internal sealed class BarFile(IRowReader rows, BarRow parser)
{
    /// <summary>Reads everything once, without keeping it.</summary>
    public async Task<(long Good, IReadOnlyList<BadRow> Bad)> CheckAsync(CancellationToken cancellationToken)
    {
        var (good, bad) = (0L, new List<BadRow>());
        await foreach (var (line, bar, problem) in ReadAsync(cancellationToken))
        {
            good += bar is null ? 0 : 1;
            if (problem is not null)
            {
                bad.Add(new BadRow(line, problem));
            }
        }

        return (good, bad);
    }

    /// <summary>The good bars, in the file's order.</summary>
    public async IAsyncEnumerable<Bar> BarsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (_, bar, _) in ReadAsync(cancellationToken))
        {
            if (bar is not null)
            {
                yield return bar;
            }
        }
    }

    private async IAsyncEnumerable<(long Line, Bar? Bar, string? Problem)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new Dictionary<long, long>();
        await foreach (var row in rows.RowsAsync(cancellationToken))
        {
            var (bar, problem) = parser.Read(row);
            if (bar is not null && !seen.TryAdd(bar.Start.UtcTicks, row.Line))
            {
                problem = $"time {bar.Start.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} was on line {seen[bar.Start.UtcTicks]} already";
                bar = null;
            }

            yield return (row.Line, bar, problem);
        }
    }
}
