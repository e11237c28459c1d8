using CsCheck;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.Journal;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

/// <summary>A snapshot is the book itself, or nothing.</summary>
public sealed class BookSnapshotTests(SharedDatabase shared) : IClassFixture<SharedDatabase>
{
    private static int accounts;

    [Fact]
    public void A_book_survives_its_snapshot_whatever_happened_in_it() => Events.Sample(
        static events =>
        {
            var book = Replay(Book.Empty(Account), [.. Enumerable.Range(0, 6).Select(static i => new OrderIntended(Intent($"o{i}"), Ref(Intent($"o{i}")))), .. events]);

            var restored = BookSnapshots.Decode(BookSnapshots.Encode(book));

            Assert.Equal(BookHash.Of(book), BookHash.Of(restored));
            var more = new BookEvent[] { Booked("z.01", -7, 3, 50), Fee("z.01", 1), new KillRearmed("test") };
            Assert.Equal(BookHash.Of(Replay(book, more)), BookHash.Of(Replay(restored, more)));
        },
        iter: 200);

    [Fact]
    public async Task The_newest_snapshot_of_the_newest_token_is_read_and_one_of_another_build_is_not()
    {
        var account = AccountId.Of($"DUSNAP{Interlocked.Increment(ref accounts)}");
        await using var journal = new PostgresOrderJournal(shared.ConnectionString);
        var token = await journal.OpenAsync(account, 1, CancellationToken.None);
        Assert.Null(await journal.ReadSnapshotAsync(account, CancellationToken.None));
        var book = Replay(Book.Empty(account), [Booked("e.01", 10, 2), Booked("f.01", -3, 2.5m, 1)]);

        await journal.WriteSnapshotAsync(token, book, CancellationToken.None);
        await journal.WriteSnapshotAsync(token, Replay(Book.Empty(account), [Booked("e.01", 10, 2)]), CancellationToken.None);

        Assert.Equal(BookHash.Of(book), BookHash.Of((await journal.ReadSnapshotAsync(account, CancellationToken.None))!));

        await journal.OpenAsync(account, 2, CancellationToken.None);
        await journal.WriteSnapshotAsync(token, Replay(book, [new KillRearmed("stale")]), CancellationToken.None);
        Assert.Equal(2, (await journal.ReadSnapshotAsync(account, CancellationToken.None))!.Seq);

        await ScalarAsync<int>(shared.ConnectionString, $"update trading.book_snapshot set build = 'another' where account = '{account}'");
        Assert.Null(await journal.ReadSnapshotAsync(account, CancellationToken.None));
    }

    private static Book Replay(Book book, IEnumerable<BookEvent> events) =>
        events.Aggregate(book, static (b, e) => b.Apply(new JournalEntry(b.Seq + 1, Noon.AddSeconds(b.Seq), e)));

    private static readonly Gen<BookEvent[]> Events = Gen.Frequency(
        (6, Gen.Select(Gen.Int[0, 5], Gen.Int[1, 3], Gen.Int[-20, 20], Gen.Int[0, 5], static (root, revision, quantity, second) =>
            (BookEvent)Booked($"r{root}.{revision:00}", quantity, 1 + (root / 4m), second, strategy: root % 2 == 0 ? Alpha : StrategyName.Unknown, order: ClientOrderId.From($"o{root}")))),
        (3, Gen.Select(Gen.Int[0, 5], Gen.Int[1, 3], Gen.Int[0, 300], static (root, revision, cents) => (BookEvent)Fee($"r{root}.{revision:00}", cents / 100m))),
        (2, Gen.Select(Gen.Int[0, 5], Gen.Int[1, 9], static (i, n) => (BookEvent)new OrderWritten(ClientOrderId.From($"o{i}"), n, 1, 1))),
        (2, Gen.Select(Gen.Int[0, 5], Gen.Int[1, 9], static (i, n) => (BookEvent)new OrderAcknowledged(ClientOrderId.From($"o{i}"), PermId.Of(n), n, 1))),
        (2, Gen.Select(Gen.Int[0, 5], Gen.Enum<OrderStatus>(), static (i, status) => (BookEvent)new OrderStatusChanged(ClientOrderId.From($"o{i}"), status, "word"))),
        (1, Gen.Int[0, 5].Select(static i => (BookEvent)new OrderDenied(Intent($"d{i}") with { Purpose = OrderPurpose.Strategy }, new Denial(DenialCode.Killed, "no", 1, 2)))),
        (1, Gen.Const((BookEvent)new StrategyRegistered(Alpha, new Money(5, Currency.Usd)))),
        (1, Gen.Int[1, 9].Select(static n => (BookEvent)new SubmissionAccepted(Alpha, n))),
        (1, Gen.Select(Gen.Int[0, 5], Gen.Bool, static (root, forth) => (BookEvent)new ExecutionAssigned($"r{root}", forth ? Alpha : Beta, forth ? Beta : Alpha, "test"))),
        (1, Gen.Int[0, 50].Select(static quantity => (BookEvent)new TargetSet(Alpha, Apple, PositionQuantity.Of(quantity), ExecutionPolicy.Market))),
        (1, Gen.Const((BookEvent)new ReportQuarantined("ExecutionReport", Apple, "{}", "absurd"))),
        (1, Gen.Const((BookEvent)new MismatchOpened(Apple, PositionQuantity.Of(1), PositionQuantity.Of(2), "gap"))),
        (1, Gen.Const((BookEvent)new StrategyStateSet(Alpha, TradingState.Reducing, "test", "loss"))),
        (1, Gen.Const((BookEvent)new RestrictionSet(Apple, true, "test", "news"))),
        (1, Gen.Const((BookEvent)new EquityMarked(Alpha, new DateOnly(2026, 3, 2), 1.5m, 2))),
        (1, Gen.Const((BookEvent)new LimitChanged(Alpha, Enum.GetValues<LimitName>()[0], 5, false, "test", "tighter"))),
        (1, Gen.Const((BookEvent)new KillLatched("k", "test", "drill"))))
        .Array[1, 60];
}
