using Npgsql;
using OrleansTrader.TwsSimulator.Control;

namespace OrleansTrader.Tests.Support.Processes;

/// <summary>What a difference means for the promises: two orders for one intent (P1), an execution that was not booked (P2), or anything else in the books (P3).</summary>
internal enum Harm
{
    OrderDoubled,
    FillLost,
    BookWrong,
}

/// <summary>One difference, in words.</summary>
internal sealed record Difference(Harm Harm, string Text)
{
    public override string ToString() => Text;
}

/// <summary>The exchange's ledger against our database: empty when they agree to the cent.</summary>
internal static class LedgerComparison
{
    public static async Task<IReadOnlyList<Difference>> DifferencesAsync(Ledger ledger, string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var differences = new List<Difference>();
        differences.AddRange(Orders(ledger, await RefsAsync(source)));
        differences.AddRange(Executions(ledger, await TransactionsAsync(source)));
        differences.AddRange(Positions(ledger, await PositionsAsync(source)));
        return differences;
    }

    private static IEnumerable<Difference> Orders(Ledger ledger, HashSet<string> refs)
    {
        foreach (var twice in ledger.Orders.GroupBy(o => o.OrderRef).Where(g => g.Key is not null && g.Count() > 1))
        {
            yield return new(Harm.OrderDoubled, $"order {twice.Key} exists {twice.Count()} times at the exchange");
        }

        foreach (var order in ledger.Orders.Where(o => o.OrderRef is null || !refs.Contains(o.OrderRef)))
        {
            yield return new(Harm.BookWrong, $"order {order.OrderRef ?? "without reference"} (permId {order.PermId}) is not in trading.orders");
        }
    }

    private static IEnumerable<Difference> Executions(Ledger ledger, Dictionary<string, Row> rows)
    {
        foreach (var execution in ledger.Executions)
        {
            if (!rows.Remove(execution.ExecId, out var row))
            {
                yield return new(Harm.FillLost, $"execution {execution.ExecId} is not booked");
                continue;
            }

            var signed = execution.Side is "BUY" or "BOT" or "Buy" ? execution.Quantity : -execution.Quantity;
            if (row.Quantity != signed || row.Price != execution.Price)
            {
                yield return new(Harm.BookWrong, $"execution {execution.ExecId}: {signed} at {execution.Price} is booked as {row.Quantity} at {row.Price}");
            }

            if (row.Commission != execution.Commission)
            {
                yield return new(Harm.BookWrong, $"execution {execution.ExecId}: commission {execution.Commission} is booked as {row.Commission}");
            }

            if (row.Reference != execution.OrderRef)
            {
                yield return new(Harm.BookWrong, $"execution {execution.ExecId} of {execution.OrderRef} is booked to {row.Reference}");
            }
        }

        foreach (var (id, row) in rows)
        {
            yield return new(Harm.BookWrong, $"transaction {id} ({row.Quantity} at {row.Price}) is unknown to the exchange");
        }
    }

    private static IEnumerable<Difference> Positions(Ledger ledger, Dictionary<int, decimal> ours)
    {
        foreach (var position in ledger.Positions)
        {
            ours.Remove(position.ConId, out var quantity);
            if (quantity != position.Quantity)
            {
                yield return new(Harm.BookWrong, $"position of {position.Symbol}: {position.Quantity} at the exchange, {quantity} in trading.current_position");
            }
        }

        foreach (var (conId, quantity) in ours.Where(pair => pair.Value != 0))
        {
            yield return new(Harm.BookWrong, $"position of #{conId}: {quantity} is unknown to the exchange");
        }
    }

    private static async Task<HashSet<string>> RefsAsync(NpgsqlDataSource source)
    {
        var refs = new HashSet<string>();
        await using var command = source.CreateCommand("select order_ref from trading.orders");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            refs.Add(reader.GetString(0));
        }

        return refs;
    }

    /// <remarks>Transfers between strategies, which a shared closing order makes, are not the exchange's; that they add up to zero is seen by the positions.</remarks>
    private static async Task<Dictionary<string, Row>> TransactionsAsync(NpgsqlDataSource source)
    {
        var rows = new Dictionary<string, Row>();
        await using var command = source.CreateCommand(
            """
            select t.exec_id, t.quantity, t.price, t.commission, o.order_ref
              from trading.transaction t left join trading.orders o using (account, client_order_id)
             where t.current and t.quantity <> 0 and t.source <> 'Transfer'
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0), new Row(
                reader.GetDecimal(1), reader.GetDecimal(2), reader.IsDBNull(3) ? null : reader.GetDecimal(3), reader.IsDBNull(4) ? null : reader.GetString(4)));
        }

        return rows;
    }

    private static async Task<Dictionary<int, decimal>> PositionsAsync(NpgsqlDataSource source)
    {
        var positions = new Dictionary<int, decimal>();
        await using var command = source.CreateCommand("select con_id, sum(quantity) from trading.current_position group by con_id");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            positions.Add(reader.GetInt32(0), reader.GetDecimal(1));
        }

        return positions;
    }

    private sealed record Row(decimal Quantity, decimal Price, decimal? Commission, string? Reference);
}
