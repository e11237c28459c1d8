using System.Collections.Immutable;
using CsCheck;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.Books;
using OrleansTrader.Storage.Journal;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

/// <summary>The journal alone gives the same tables again.</summary>
public sealed partial class RebuildTests(SharedDatabase shared) : IClassFixture<SharedDatabase>
{
    private static readonly string[] Tables =
        ["account", "strategy", "orders", "transaction", "staged_commission", "current_position", "target_position", "position_mismatch", "notification"];

    private static int accounts;

    [Fact]
    public async Task Rebuilt_tables_are_identical_after_a_day_of_everything()
    {
        await using var live = await LiveBook.OpenAsync(shared.ConnectionString, NextAccount());
        await live.CommitAsync(new StrategyRegistered(Alpha, new Money(100_000, Currency.Usd)), new StrategyRegistered(Beta, new Money(5, Currency.Usd)));
        await live.CommitAsync(new TargetSet(Alpha, Apple, PositionQuantity.Of(100), ExecutionPolicy.Market));
        var intent = Intent(live.Account.Value);
        await live.CommitAsync(new OrderIntended(intent, Ref(intent)), new OrderWritten(intent.Id, 1, 1, 1));
        await live.CommitAsync(
            new OrderAcknowledged(intent.Id, PermId.Of(5), 1, 1),
            Fee("e.01", 0.35m),
            Booked("e.01", 60, 187.123m, 1, order: intent.Id),
            Booked("g.01", 40, 187.2m, 2, order: intent.Id));
        await live.CommitAsync(Booked("e.02", 55, 187.125m, 1, order: intent.Id), Fee("nobody.01", 1));
        await live.CommitAsync(Booked("f.01", 30, 1, 3, strategy: StrategyName.Unknown), new ExecutionAssigned("f", StrategyName.Unknown, Beta, "console"));
        await live.CommitAsync(Booked("adj-1", -10, 5, 4), new MismatchOpened(Apple, PositionQuantity.Of(1), PositionQuantity.Of(2), "gap"));
        await live.CommitAsync(Booked("h.01", -10, 5, 4), new AdjustmentSuperseded(ExecId.Of("adj-1"), Quantity.Zero, ExecId.Of("h.01")), new MismatchClosed(Apple, "found"));
        await live.CommitAsync(new KillLatched("k", "page", "test"), new AccountStateSet(TradingState.Halted, "page", "test"), new Notified(NotificationLevel.Alarm, "kill", "latched"));
        await live.CommitAsync(new StrategyStatusSet(Alpha, StrategyStatus.Inactive, "page", "done"), new OrderStatusChanged(intent.Id, OrderStatus.Filled, null));

        await AssertRebuildsAsync(live);
    }

    [Fact]
    public async Task Rebuilt_tables_are_identical_after_random_events_in_random_batches()
    {
        await Gen.Select(Events, Gen.Int[1, 5]).SampleAsync(
            async (events, batch) =>
            {
                await using var live = await LiveBook.OpenAsync(shared.ConnectionString, NextAccount());
                foreach (var part in events.Chunk(batch))
                {
                    await live.CommitAsync(part);
                }

                await AssertRebuildsAsync(live);
            },
            iter: 12,
            threads: 1);
    }

    [Fact]
    public async Task A_rebuild_repairs_tables_that_were_tampered_with()
    {
        await using var live = await LiveBook.OpenAsync(shared.ConnectionString, NextAccount());
        await live.CommitAsync(Booked("e.01", 10, 2), Fee("e.01", 1));
        var before = await DumpAsync(live.Account);
        await ScalarAsync<int>(shared.ConnectionString, $"update trading.current_position set quantity = 11 where account = '{live.Account}'");
        var corrupt = Assert.Single((await live.Store.ReadBooksAsync(live.Account, CancellationToken.None)).Positions);
        Assert.Equal((11m, 10m), (corrupt.Quantity.Value, corrupt.TransactionQuantity.Value)); // The proof names the table that is wrong.
        await ScalarAsync<int>(shared.ConnectionString, $"delete from trading.transaction where account = '{live.Account}'");
        Assert.NotEqual(before, await DumpAsync(live.Account));

        await live.Store.RebuildAsync(live.Account, CancellationToken.None);

        Assert.Equal(before, await DumpAsync(live.Account));
    }

    [Fact]
    public async Task The_tables_positions_are_those_of_the_book()
    {
        await using var live = await LiveBook.OpenAsync(shared.ConnectionString, NextAccount());
        await live.CommitAsync(Booked("e.01", 10, 2.5m), Booked("f.01", -13, 2.75m, 1), Fee("f.01", 0.1m), Booked("g.01", 4, 1, 2, strategy: Beta));

        var tables = await live.Store.ReadBooksAsync(live.Account, CancellationToken.None);

        Assert.Equal(live.Book.Seq, tables.AsOfSeq);
        Assert.Equal(
            live.Book.Positions().OrderBy(static p => p.Strategy.Value).Select(static p => new TablePosition(
                p.Strategy, p.ConId, p.Quantity, p.OpenCost, p.RealizedPnl, p.Commission, p.Cash, p.Quantity)),
            tables.Positions);
    }

    private static readonly Gen<BookEvent[]> Events = Gen.Frequency(
        (6, Gen.Select(Gen.Int[0, 5], Gen.Int[1, 3], Gen.Int[-20, 20], Gen.Int[0, 5], static (root, revision, quantity, second) =>
            (BookEvent)Booked($"r{root}.{revision:00}", quantity, 1 + (root / 3m), second, strategy: root % 2 == 0 ? Alpha : Beta))),
        (3, Gen.Select(Gen.Int[0, 5], Gen.Int[1, 3], Gen.Int[0, 300], static (root, revision, cents) => (BookEvent)Fee($"r{root}.{revision:00}", cents / 100m))),
        (1, Gen.Select(Gen.Int[0, 5], Gen.Bool, static (root, forth) => (BookEvent)new ExecutionAssigned($"r{root}", forth ? Alpha : Beta, forth ? Beta : Alpha, "test"))),
        (1, Gen.Int[0, 50].Select(static quantity => (BookEvent)new TargetSet(Alpha, Apple, PositionQuantity.Of(quantity), ExecutionPolicy.Market))))
        .Array[1, 40];

    private async Task AssertRebuildsAsync(LiveBook live)
    {
        var before = await DumpAsync(live.Account);
        Assert.NotEmpty(before);

        await live.Store.RebuildAsync(live.Account, CancellationToken.None);

        Assert.Equal(before, await DumpAsync(live.Account));
    }

    private async Task<string[]> DumpAsync(AccountId account)
    {
        var dump = new List<string>();
        foreach (var table in Tables)
        {
            // Not compared, because they may depend on how events were batched: empty positions, the newest sequence that only took something away
            // from a position, and what replaced revisions learned after their replacement.
            var rows = await RowsAsync(shared.ConnectionString, table switch
            {
                "current_position" => $"select (to_jsonb(t) - 'as_of_seq')::text from trading.{table} t where account = '{account}' and (quantity, realized_pnl, commission) <> (0, 0, 0) order by 1",
                "transaction" => $"select (to_jsonb(t) - case when current then '{{}}'::text[] else '{{as_of_seq,commission,commission_currency}}'::text[] end)::text from trading.{table} t where account = '{account}' order by 1",
                _ => $"select to_jsonb(t)::text from trading.{table} t where account = '{account}' order by 1",
            });
            dump.AddRange(rows.Select(row => $"{table}: {Numbers().Replace(row, static number => Trimmed(number.Value))}"));
        }

        return [.. dump];
    }

    /// <summary>0.50 and 0.5 are one amount: a sum of many keeps more zeros than a sum of few.</summary>
    private static string Trimmed(string number) => number.TrimEnd('0').TrimEnd('.') is { Length: > 0 } trimmed && trimmed != "-" ? trimmed : "0";

    [System.Text.RegularExpressions.GeneratedRegex(@"(?<=: )-?\d+\.\d+(?=[,}])")]
    private static partial System.Text.RegularExpressions.Regex Numbers();

    private static AccountId NextAccount() => AccountId.Of($"DR{Interlocked.Increment(ref accounts)}");

    /// <summary>The engine's part in small: folds the book and commits the orders that changed.</summary>
    private sealed class LiveBook : IAsyncDisposable
    {
        private readonly PostgresOrderJournal _journal;
        private readonly EngineToken _token;

        private LiveBook(string database, PostgresOrderJournal journal, AccountId account, EngineToken token)
        {
            _journal = journal;
            _token = token;
            Store = new PostgresBookStore(database);
            Book = Book.Empty(account);
        }

        public Book Book { get; private set; }

        public PostgresBookStore Store { get; }

        public AccountId Account => Book.Account;

        public static async Task<LiveBook> OpenAsync(string database, AccountId account)
        {
            var journal = new PostgresOrderJournal(database);
            return new LiveBook(database, journal, account, await journal.OpenAsync(account, 1, CancellationToken.None));
        }

        public async Task CommitAsync(params BookEvent[] events)
        {
            var before = Book;
            var entries = events.Select((e, i) => new JournalEntry(before.Seq + 1 + i, Noon.AddSeconds(before.Seq + i), e)).ToImmutableArray();
            Book = entries.Aggregate(Book, static (book, entry) => book.Apply(entry));
            var changed = Book.Orders.Values.Where(order => !ReferenceEquals(before.Orders.GetValueOrDefault(order.Id), order)).ToImmutableArray();
            await _journal.AppendAsync(new JournalBatch(Account, _token, entries, changed), CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await Store.DisposeAsync();
            await _journal.DisposeAsync();
        }
    }
}
