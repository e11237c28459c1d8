using System.Globalization;
using CsCheck;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Values;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

/// <summary>The database's fold against the shared vectors and against the fold in C#.</summary>
public sealed class PositionTriggerTests(SharedDatabase shared) : IClassFixture<SharedDatabase>
{
    private static int accounts;

    public static TheoryData<string> Vectors() => [.. FoldVector.All().Select(static vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_vector_arriving_step_by_step_gives_its_numbers(string name)
    {
        var vector = FoldVector.All().Single(each => each.Name == name);
        await using var books = await OpenAsync();

        foreach (var step in vector.Events())
        {
            await books.AppendAsync(step);
        }

        Assert.Equal(vector.Expected, await books.NumbersAsync());
        await NothingIsLeftStagedAsync(books);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_vector_arriving_in_one_batch_gives_its_numbers(string name)
    {
        var vector = FoldVector.All().Single(each => each.Name == name);
        await using var books = await OpenAsync();

        await books.AppendAsync(vector.Events());

        Assert.Equal(vector.Expected, await books.NumbersAsync());
        await NothingIsLeftStagedAsync(books);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_vector_gives_its_numbers_by_the_fold_in_code(string name)
    {
        var vector = FoldVector.All().Single(each => each.Name == name);

        Assert.Equal(vector.Expected, vector.Folded());
    }

    [Fact]
    public async Task Random_fills_in_any_order_of_arrival_and_any_batches_give_the_numbers_of_the_fold_in_code()
    {
        await Gen.Select(Arrivals, Gen.Int[1, 6]).SampleAsync(
            async (arrivals, batch) =>
            {
                await using var books = await OpenAsync();
                foreach (var part in arrivals.Select(static step => step.Event()).Chunk(batch))
                {
                    await books.AppendAsync(part);
                }

                var expected = new FoldVector("random", arrivals, new FoldNumbers(0, 0, 0, 0, 0)).Folded();
                return expected == await books.NumbersAsync();
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public async Task A_position_carries_the_sequence_it_includes()
    {
        await using var books = await OpenAsync();

        await books.AppendAsync(Booked("a.01", 10, 1));
        await books.AppendAsync(new Notified(NotificationLevel.Info, "test", "not about the position"));
        await books.AppendAsync(Fee("a.01", 1));

        Assert.Equal(["3"], await RowsAsync(shared.ConnectionString, $"select as_of_seq from trading.current_position where account = '{books.Account}'"));
        Assert.Equal(3, (await books.ReadAsync()).AsOfSeq);
    }

    [Fact]
    public async Task A_commission_in_another_currency_is_no_amount_of_the_position_and_has_its_own_sum()
    {
        await using var books = await OpenAsync();

        await books.AppendAsync(Booked("a.01", 10, 1), Euros("a.01", 2), Booked("b.01", 5, 1), Fee("b.01", 0.5m));
        Assert.Equal(["0.5|-15.5"], await PositionAsync());
        Assert.Equal(["EUR|2"], await OthersAsync());

        await books.AppendAsync(Euros("c.01", 3));
        await books.AppendAsync(Booked("c.01", 1, 1), Fee("a.01", 4));
        Assert.Equal(["4.5|-20.5"], await PositionAsync());
        Assert.Equal(["EUR|3"], await OthersAsync());

        static CommissionReported Euros(string execId, decimal amount) => new(ExecId.Of(execId), new Money(amount, Currency.Of("EUR")));
        Task<string[]> PositionAsync() => RowsAsync(shared.ConnectionString, $"select commission, cash from trading.current_position where account = '{books.Account}'");
        Task<string[]> OthersAsync() => RowsAsync(shared.ConnectionString, $"select currency, commission from trading.other_commission where account = '{books.Account}'");
    }

    [Fact]
    public async Task An_execution_written_with_its_commission_counts_it_only_in_the_position_s_own_currency()
    {
        await using var books = await OpenAsync();
        await using var writing = await Transaction.BeginAsync(shared.ConnectionString);

        await writing.ExecuteAsync($"""
            insert into trading.transaction (account, exec_id, exec_root, revision, current, strategy, con_id, symbol, quantity, booked_quantity, price,
                                             multiplier, currency, commission, commission_currency, exec_time, source, booked_seq, as_of_seq)
            select '{books.Account}', 'whole' || charged || '.01', 'whole' || charged, 1, true, 'alpha', {Apple}, 'AAPL', 1, 1, 10, 1, 'USD', 2, charged, timestamptz '2026-03-03', 'Execution', 9, 9
              from unnest(array['USD', 'EUR']) charged
            """);
        await writing.CommitAsync();

        Assert.Equal(["2|-22"], await RowsAsync(shared.ConnectionString, $"select commission, cash from trading.current_position where account = '{books.Account}'"));
    }

    [Fact]
    public async Task One_statement_over_many_executions_writes_each_position_once()
    {
        await using var books = await OpenAsync();
        await books.AppendAsync(Booked("first.01", 1, 1), Booked("second.01", 1, 1, strategy: Beta));
        await using var counting = await Transaction.BeginAsync(shared.ConnectionString);
        await counting.ExecuteAsync("create temp table writes (account text)");
        await counting.ExecuteAsync("create function pg_temp.count_write() returns trigger language plpgsql as 'begin insert into writes values (new.account); return new; end'");
        await counting.ExecuteAsync("create trigger count_writes after update on trading.current_position for each row execute function pg_temp.count_write()");

        await counting.ExecuteAsync($"""
            insert into trading.transaction (account, exec_id, exec_root, revision, current, strategy, con_id, symbol, quantity, booked_quantity, price,
                                             multiplier, currency, exec_time, source, booked_seq, as_of_seq)
            select '{books.Account}', 'many' || i || '.01', 'many' || i, 1, true, case when i % 2 = 0 then 'alpha' else 'beta' end, {Apple}, 'AAPL',
                   1, 1, i, 1, 'USD', timestamptz '2026-03-03' + make_interval(secs => i), 'Execution', 9, 9
              from generate_series(1, 50) i
            """);
        await counting.ExecuteAsync("do $$ begin assert (select count(*) = 2 from writes), 'more than one write per position'; end $$");
    }

    [Theory]
    [InlineData(1, 3, "0.3333333333")]
    [InlineData(2, 3, "0.6666666667")]
    [InlineData(-1, 3, "-0.3333333333")]
    [InlineData(1, -20000000000, "-0.0000000001")]
    [InlineData(-1, -20000000000, "0.0000000001")]
    [InlineData(1, 20000000001, "0")]
    [InlineData(0, 7, "0")]
    [InlineData(1234567890123456789, 7, "176366841446208112.7142857143")]
    public async Task Money_divides_in_the_database_as_in_code(long a, long b, string quotient)
    {
        var expected = decimal.Parse(quotient, CultureInfo.InvariantCulture);

        Assert.Equal(expected, Money.Divide(a, b));
        Assert.Equal(expected, await ScalarAsync<decimal>(shared.ConnectionString, $"select trading.money_div({a}, {b})"));
    }

    /// <summary>Executions with corrections and commissions, shuffled; several share one second.</summary>
    private static readonly Gen<FoldStep[]> Arrivals =
        from steps in Gen.Select(
            Gen.Int[0, 12],
            Gen.Int[1, 3],
            Gen.Int[-40, 40],
            Gen.Int[1, 40_000],
            Gen.Int[0, 6],
            static (root, revision, quantity, price, second) =>
                new FoldFill($"r{root}.{revision:00}", quantity / 4m, price / 100m, 1, second)).Array[1, 25]
        from fees in Gen.Select(Gen.Int[0, 12], Gen.Int[1, 3], Gen.Int[-100, 300], static (root, revision, cents) =>
                new FoldCommission($"r{root}.{revision:00}", cents / 100m)).Array[0, 12]
        from all in Gen.Shuffle(Steps(steps, fees))
        select all;

    private static FoldStep[] Steps(FoldFill[] fills, FoldCommission[] fees) =>
        [.. fills.DistinctBy(static fill => fill.ExecId).Select(static fill => new FoldStep(fill, null)), .. fees.Select(static fee => new FoldStep(null, fee))];

    private async Task NothingIsLeftStagedAsync(BookWriter books) =>
        Assert.Empty(await RowsAsync(shared.ConnectionString, $"select exec_id from trading.staged_commission where account = '{books.Account}'"));

    private Task<BookWriter> OpenAsync() => BookWriter.OpenAsync(shared.ConnectionString, $"DU{Interlocked.Increment(ref accounts)}");
}
