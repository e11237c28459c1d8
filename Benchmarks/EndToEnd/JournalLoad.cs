using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTrader.Benchmarks.Measuring;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.Journal;
using OrleansTrader.Storage.Migrations;
using OrleansTrader.Storage.Server;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>What the books cost: executions and whole orders booked per second with triggers on, the replay of a long journal, and memory per order.</summary>
internal static class JournalLoad
{
    private const int PastOrders = 100_000;
    private const int FilledLater = 20_000;
    private const int LiveOrders = 1_000;
    private const int Batch = 500;

    private static readonly AccountId Account = AccountId.Of("DULOAD1");
    private static readonly StrategyName Strategy = StrategyName.Of("load");
    private static readonly DateTimeOffset Began = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(string results)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ot-bench-" + Path.GetRandomFileName())).FullName;
        var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(Path.Combine(folder, "pg")), NullLogger<PrivatePostgres>.Instance, CancellationToken.None);
        try
        {
            await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(postgres.ConnectionString, CancellationToken.None);
            await using var journal = new PostgresOrderJournal(postgres.ConnectionString);
            var writer = new Writer(journal, await journal.OpenAsync(Account, 1, CancellationToken.None));
            var lives = await PerSecondAsync(PastOrders - FilledLater, () => writer.WriteAsync(PastOrders - FilledLater, static (n, id) => [.. Placed(n, id), .. Filled(n, id)]));
            await writer.WriteAsync(FilledLater, Placed);
            writer.Back(FilledLater);
            var executions = await PerSecondAsync(FilledLater, () => writer.WriteAsync(FilledLater, Filled));
            await writer.WriteAsync(LiveOrders, static (n, id) => [.. Placed(n, id), new OrderStatusChanged(id, OrderStatus.Submitted, null)]);

            var before = GC.GetTotalMemory(forceFullCollection: true);
            var read = Stopwatch.GetTimestamp();
            var book = Book.Empty(Account);
            await foreach (var entry in journal.ReadAsync(Account, 0, CancellationToken.None))
            {
                book = book.Apply(entry);
            }

            var replay = Stopwatch.GetElapsedTime(read);
            var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
            await journal.WriteSnapshotAsync(writer.Token, book, CancellationToken.None);
            await using var fresh = new PostgresOrderJournal(postgres.ConnectionString);
            var restarted = Stopwatch.GetTimestamp();
            var restored = (await fresh.ReadSnapshotAsync(Account, CancellationToken.None))!;
            var restart = Stopwatch.GetElapsedTime(restarted);
            var same = BookHash.Of(book) == BookHash.Of(writer.Book) && BookHash.Of(restored) == BookHash.Of(book);
            Report.Of("journal", [], new Dictionary<string, double>
            {
                ["executions with commissions booked per second"] = executions,
                ["whole lives of orders booked per second"] = lives,
                ["entries replayed"] = book.Seq,
                ["replay of 100,000 past and 1,000 live orders, s"] = replay.TotalSeconds,
                ["the same from a snapshot, s"] = restart.TotalSeconds,
                ["memory of the book per order, bytes"] = (double)memory / book.Orders.Count,
                ["replay equals the books (1 = yes)"] = same ? 1 : 0,
            }).Publish(results);
            return same ? 0 : 1;
        }
        finally
        {
            await postgres.StopAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> PerSecondAsync(int count, Func<Task> write)
    {
        var began = Stopwatch.GetTimestamp();
        await write();
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static IEnumerable<BookEvent> Placed(int number, ClientOrderId id)
    {
        var intent = new OrderIntent(
            id, Strategy, ContractOf(number), SideOf(number), Quantity.Of(100), new OrderTerms.Limit(Price.Of(187.25m)), TimeInForce.Day, false, OrderPurpose.Strategy, null);
        yield return new OrderIntended(intent, OrderRef.Of("load", Strategy, id));
        yield return new OrderWritten(id, number + 1, 1, 1);
        yield return new OrderAcknowledged(id, PermId.Of(1_000_000 + number), number + 1, 1);
    }

    private static IEnumerable<BookEvent> Filled(int number, ClientOrderId id)
    {
        var execId = ExecId.Of($"0000e0d5.{number:x8}.01.01");
        yield return new ExecutionBooked(new Fill(
            execId, Strategy, ContractOf(number), "LOAD", SideOf(number), Quantity.Of(100), Price.Of(187.25m), 1, Currency.Usd, Began.AddMilliseconds(number), id, null, FillSource.Execution));
        yield return new CommissionReported(execId, new Money(1.05m, Currency.Usd));
    }

    private static ConId ContractOf(int number) => ConId.Of(1_000 + (number % 10));

    private static Side SideOf(int number) => number / 10 % 2 == 0 ? Side.Buy : Side.Sell;

    /// <summary>Journals orders of one strategy on ten contracts in batches, as the engine's group commit does: the next one is decided while one is in flight.</summary>
    private sealed class Writer(PostgresOrderJournal journal, EngineToken token)
    {
        private int _orders;

        public EngineToken Token => token;

        public Book Book { get; private set; } = Book.Empty(Account);

        /// <summary>What is written next is about the last orders again.</summary>
        public void Back(int orders) => _orders -= orders;

        public async Task WriteAsync(int orders, Func<int, ClientOrderId, IEnumerable<BookEvent>> events)
        {
            var inFlight = Task.CompletedTask;
            for (var written = 0; written < orders; written += Batch)
            {
                var entries = new List<JournalEntry>();
                var touched = new List<ClientOrderId>();
                for (var i = 0; i < Batch; i++)
                {
                    var number = _orders++;
                    var id = ClientOrderId.From("load/" + number.ToString(CultureInfo.InvariantCulture));
                    touched.Add(id);
                    foreach (var e in events(number, id))
                    {
                        var entry = new JournalEntry(Book.Seq + 1, Began.AddMilliseconds(number), e);
                        Book = Book.Apply(entry);
                        entries.Add(entry);
                    }
                }

                await inFlight;
                inFlight = journal.AppendAsync(new JournalBatch(Account, token, [.. entries], [.. touched.Select(id => Book.Orders[id])]), CancellationToken.None);
            }

            await inFlight;
        }
    }
}
