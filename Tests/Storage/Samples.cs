using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Tests.Storage;

/// <summary>Small values and shortcuts for the tests of the books.</summary>
internal static class Samples
{
    public static readonly AccountId Account = AccountId.Of("DU1");
    public static readonly StrategyName Alpha = StrategyName.Of("alpha");
    public static readonly StrategyName Beta = StrategyName.Of("beta");
    public static readonly ConId Apple = ConId.Of(265598);
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static JournalBatch Batch(EngineToken token, long firstSeq, params BookEvent[] events) => Batch(token, firstSeq, [], events);

    public static JournalBatch Batch(EngineToken token, long firstSeq, ImmutableArray<Order> orders, params BookEvent[] events) =>
        new(Account, token, [.. events.Select((e, i) => new JournalEntry(firstSeq + i, Noon.AddSeconds(firstSeq + i), e))], orders);

    public static OrderIntent Intent(string origin, Side side = Side.Buy, decimal quantity = 100, OrderTerms? terms = null) => new(
        ClientOrderId.From(origin), Alpha, Apple, side, Quantity.Of(quantity), terms ?? new OrderTerms.Market(), TimeInForce.Day,
        OutsideRth: false, OrderPurpose.Target, TargetVersion: 7);

    public static OrderRef Ref(OrderIntent intent) => OrderRef.Of("abcd", intent.Strategy, intent.Id);

    public static Order Pending(OrderIntent intent) => new(
        intent, Ref(intent), OrderStatus.PendingSubmit, Quantity.Zero, 0, null, null, [], Acknowledged: false, CancelRequested: false, null, Noon, Noon);

    public static ExecutionBooked Booked(
        string execId, decimal signed, decimal price, int second = 0, decimal multiplier = 1, StrategyName? strategy = null, ClientOrderId? order = null) =>
        new(new Fill(
            ExecId.Of(execId), strategy ?? Alpha, Apple, "AAPL", signed < 0 ? Side.Sell : Side.Buy, Quantity.Of(Math.Abs(signed)), Price.Of(price),
            multiplier, Currency.Usd, Noon.AddSeconds(second), order, null, FillSource.Execution));

    public static CommissionReported Fee(string execId, decimal amount) => new(ExecId.Of(execId), new Money(amount, Currency.Usd));

    public static Task<T?> ScalarAsync<T>(string database, string sql) => ScalarAsync<T>(database, sql, []);

    public static async Task<T?> ScalarAsync<T>(string database, string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteScalarAsync() is T result ? result : default;
    }

    /// <summary>Every row of a query as text, columns joined by a bar; numbers without trailing zeros.</summary>
    public static async Task<string[]> RowsAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))));
        }

        return [.. rows];
    }

    private static string Text(object value) => value switch
    {
        DBNull => "-",
        decimal number => number.ToString("0.############################", CultureInfo.InvariantCulture),
        DateTime at => at.ToString("O", CultureInfo.InvariantCulture),
        Array items => "{" + string.Join(',', items.Cast<object>().Select(Text)) + "}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
