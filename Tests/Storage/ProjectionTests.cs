using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

/// <summary>What each journal event does to the tables.</summary>
public sealed class ProjectionTests(SharedDatabase shared) : IClassFixture<SharedDatabase>
{
    private static int accounts;

    private static readonly StrategyRegistered Registered = new(Alpha, new Money(50_000.5m, Currency.Usd));

    [Fact]
    public async Task A_strategy_is_registered_once_and_its_status_follows()
    {
        await using var books = await OpenAsync();

        await books.AppendAsync(Registered, Registered with { Capital = new Money(1, Currency.Usd) });
        await books.AppendAsync(new StrategyStatusSet(Alpha, StrategyStatus.Paused, "console", "lunch"));

        Assert.Equal([$"alpha|{Alpha.Tag}|50000.5|USD|Paused|lunch|3"], await TableAsync(books, "strategy", "name, tag, capital, currency, status, reason, as_of_seq"));
    }

    [Fact]
    public async Task The_newest_target_stands_with_its_sequence_as_version()
    {
        await using var books = await OpenAsync();

        await books.AppendAsync(
            new TargetSet(Alpha, Apple, PositionQuantity.Of(10), ExecutionPolicy.Market),
            new TargetSet(Alpha, Apple, PositionQuantity.Of(-2.5m), new ExecutionPolicy.AtLimit(Price.Of(1.25m))));

        Assert.Equal(
            [$"alpha|{Apple}|-2.5|limit|1.25|2"],
            await TableAsync(books, "target_position", "strategy, con_id, quantity, policy->>'policy', (policy->'price')::numeric, version"));
    }

    [Fact]
    public async Task An_order_row_follows_the_order()
    {
        await using var books = await OpenAsync();
        var intent = Intent(books.Account.Value, Side.Sell, 12.5m, new OrderTerms.Stop(Price.Of(99.5m)));
        var pending = Pending(intent);

        await books.AppendAsync([pending], new OrderIntended(intent, pending.Ref));
        Assert.Equal(["PendingSubmit"], await TableAsync(books, "open_order", "status"));
        await books.AppendAsync(
            [pending with { Status = OrderStatus.Submitted, OrderId = 7, ClientId = 1, PermIds = [PermId.Of(99), PermId.Of(100)], Acknowledged = true, Filled = Quantity.Of(2), FilledValue = 199 }],
            new OrderWritten(intent.Id, 7, 1, 1),
            new OrderAcknowledged(intent.Id, PermId.Of(99), 7, 1));

        Assert.Equal(
            [$"{intent.Id}|{pending.Ref}|alpha|{Apple}|Sell|12.5|stop|99.5|Day|False|Target|7|Submitted|2|199|7|1|{{99,100}}|True|False|-|10.5|3"],
            await TableAsync(books, "open_order", """
                client_order_id, order_ref, strategy, con_id, side, quantity, type, (terms->'stopPrice')::numeric, time_in_force, outside_rth, purpose, target_version,
                status, filled, filled_value, order_id, client_id, perm_ids, acknowledged, cancel_requested, reason, leaves, as_of_seq
                """));
        await books.AppendAsync([pending with { Status = OrderStatus.Cancelled, Reason = "202" }], new OrderStatusChanged(intent.Id, OrderStatus.Cancelled, "202"));
        Assert.Empty(await TableAsync(books, "open_order", "status"));
        Assert.Equal(["Cancelled|202"], await TableAsync(books, "orders", "status, reason"));
    }

    [Fact]
    public async Task An_adjustment_keeps_its_cause()
    {
        await using var books = await OpenAsync();
        var split = Booked("adj.1-2-0", 100, 0).Fill with { Source = FillSource.Adjustment, Cause = AdjustmentCause.Split };

        await books.AppendAsync(Booked("e.01", 100, 10), new ExecutionBooked(split));

        Assert.Equal(["-", "Split"], (await TableAsync(books, "transaction", "cause")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_terminal_status_leaves_the_working_orders_and_no_other_does()
    {
        await using var books = await OpenAsync();
        foreach (var status in Enum.GetValues<OrderStatus>())
        {
            var intent = Intent($"{books.Account}/{status}");
            await books.AppendAsync([Pending(intent) with { Status = status }], new OrderIntended(intent, Ref(intent)));
        }

        Assert.Equal(
            Enum.GetValues<OrderStatus>().Where(static status => !status.IsTerminal()).Select(static status => status.ToString()).Order(),
            (await TableAsync(books, "open_order", "status")).Order());
    }

    [Fact]
    public async Task Two_orders_cannot_share_a_reference()
    {
        await using var books = await OpenAsync();
        var first = Intent(books.Account + "/1");
        var second = Intent(books.Account + "/2");
        await books.AppendAsync([Pending(first)], new OrderIntended(first, Ref(first)));

        await Assert.ThrowsAsync<JournalRefusedException>(
            () => books.AppendAsync([Pending(second) with { Ref = Ref(first) }], new OrderIntended(second, Ref(first))));
    }

    [Fact]
    public async Task An_execution_is_kept_in_all_its_revisions()
    {
        await using var books = await OpenAsync();
        var order = ClientOrderId.From("x");

        await books.AppendAsync(Booked("e.01", 10, 1.5m, order: order));
        await books.AppendAsync(Booked("e.02", -4, 1.25m, order: order));

        Assert.Equal(
            [$"e.01|e|1|False|10|1.5|{order}|1", $"e.02|e|2|True|-4|1.25|{order}|2"],
            await TableAsync(books, "transaction", "exec_id, exec_root, revision, current, quantity, price, client_order_id, booked_seq"));
    }

    [Fact]
    public async Task An_assigned_execution_moves_with_its_commission_and_keeps_where_it_came_from()
    {
        await using var books = await OpenAsync();
        await books.AppendAsync(Booked("e.01", 10, 2, strategy: StrategyName.Unknown), Fee("e.01", 1), Booked("f.01", -5, 3, 1, strategy: StrategyName.Unknown));

        await books.AppendAsync(new ExecutionAssigned("e", StrategyName.Unknown, Alpha, "console"), new ExecutionAssigned("e", Alpha, Beta, "console"));
        await books.AppendAsync(new ExecutionAssigned("e", Alpha, Alpha, "not where it is"));

        Assert.Equal(["beta|{unknown,alpha}|5", "unknown|{}|3"], await TableAsync(books, "transaction", "strategy, assigned_from, as_of_seq"));
        Assert.Equal(
            ["alpha|0|0|0|0|0", "beta|10|20|0|1|-21", "unknown|-5|-15|0|0|15"],
            await TableAsync(books, "current_position", "strategy, quantity, open_cost, realized_pnl, commission, cash"));
    }

    [Fact]
    public async Task An_assignment_beside_the_execution_in_one_batch_gives_the_same()
    {
        await using var books = await OpenAsync();

        await books.AppendAsync(
            Booked("e.01", 10, 2, strategy: StrategyName.Unknown),
            new ExecutionAssigned("e", StrategyName.Unknown, Alpha, "console"),
            Booked("e.02", 8, 2, strategy: Alpha),
            Fee("e.02", 0.5m));

        Assert.Equal(["e.01|False|alpha|{unknown}", "e.02|True|alpha|{}"], await TableAsync(books, "transaction", "exec_id, current, strategy, assigned_from"));
        Assert.Equal(["alpha|8|16|0.5"], await TableAsync(books, "current_position", "strategy, quantity, open_cost, commission"));
    }

    [Fact]
    public async Task A_superseded_adjustment_stands_for_what_remains()
    {
        await using var books = await OpenAsync();
        await books.AppendAsync(Booked("adj-1", -10, 5));

        await books.AppendAsync(Booked("e.01", -4, 5.5m, 1), new AdjustmentSuperseded(ExecId.Of("adj-1"), Quantity.Of(6), ExecId.Of("e.01")));
        Assert.Equal(["-10|-52"], await TableAsync(books, "current_position", "quantity, open_cost"));
        await books.AppendAsync(Booked("f.01", -6, 6, 2), new AdjustmentSuperseded(ExecId.Of("adj-1"), Quantity.Zero, ExecId.Of("f.01")));

        Assert.Equal(["-10|-58"], await TableAsync(books, "current_position", "quantity, open_cost"));
        Assert.Equal(["adj-1|0|-10|{e.01,f.01}"], await TableAsync(books, "transaction", "exec_id, quantity, booked_quantity, superseded_by", "exec_id = 'adj-1'"));
    }

    [Fact]
    public async Task A_mismatch_opens_is_renewed_closes_and_may_open_again()
    {
        await using var books = await OpenAsync();

        await books.AppendAsync(Opened(5, 6, "late fill"), Opened(5, 7, "another"), new MismatchClosed(Apple, "booked"), Opened(1, 2, "again"));

        Assert.Equal(
            ["1|5|7|another|3|booked", "4|1|2|again|-|-"],
            await TableAsync(books, "position_mismatch", "opened_seq, ours, broker, cause, closed_seq, close_cause"));

        static MismatchOpened Opened(decimal ours, decimal broker, string cause) => new(Apple, PositionQuantity.Of(ours), PositionQuantity.Of(broker), cause);
    }

    [Fact]
    public async Task The_account_row_remembers_state_adoption_and_latch()
    {
        await using var books = await OpenAsync();

        await books.AppendAsync(new AccountAdopting("foreign orders"), new KillLatched("latch-1", "page", "panic"), new KillLatched("latch-2", "page", "again"));
        Assert.Equal(["Active|True|latch-1"], await AccountAsync());
        await books.AppendAsync(new AccountAdopted("console"), new AccountStateSet(TradingState.Reducing, "console", "news"));
        Assert.Equal(["Reducing|False|latch-1"], await AccountAsync());
        await books.AppendAsync(new KillRearmed("console"));
        Assert.Equal(["Reducing|False|-"], await AccountAsync());

        Task<string[]> AccountAsync() => TableAsync(books, "account", "state, adopting, kill_latch");
    }

    [Fact]
    public async Task A_notification_is_kept_as_it_was_said()
    {
        await using var books = await OpenAsync();

        await books.AppendAsync(new Notified(NotificationLevel.Alarm, "proof", "it's \"off\" – ünïcode\n{}"));

        Assert.Equal(["1|Alarm|proof|it's \"off\" – ünïcode\n{}"], await TableAsync(books, "notification", "seq, level, topic, text"));
    }

    [Fact]
    public async Task Events_that_change_no_table_are_in_the_journal_with_strategy_and_order()
    {
        await using var books = await OpenAsync();
        var intent = Intent("denied");

        await books.AppendAsync(
            new SubmissionAccepted(Alpha, 17),
            new OrderDenied(intent, new Denial(DenialCode.Killed, "killed")),
            new OrderNotSent(intent.Id, "disconnected"),
            new CancelRequested(intent.Id, "target shrank"),
            new FlattenRequested(Beta, "console"));

        Assert.Equal(
            [
                "1|submission-accepted|alpha|-", $"2|order-denied|alpha|{intent.Id}", $"3|order-not-sent|-|{intent.Id}", $"4|cancel-requested|-|{intent.Id}",
                "5|flatten-requested|beta|-",
            ],
            await TableAsync(books, "order_event", "seq, event, strategy, client_order_id"));
    }

    [Fact]
    public async Task Deleting_a_strategy_deletes_no_history()
    {
        await using var books = await OpenAsync();
        var intent = Intent(books.Account.Value);
        await books.AppendAsync([Pending(intent)], Registered, new OrderIntended(intent, Ref(intent)), Booked("e.01", 10, 2, order: intent.Id), Fee("e.01", 1));

        await ScalarAsync<int>(shared.ConnectionString, $"delete from trading.strategy where account = '{books.Account}'");

        Assert.Empty(await TableAsync(books, "strategy", "name"));
        foreach (var table in (string[])["orders", "transaction", "current_position"])
        {
            Assert.Equal(["alpha"], await TableAsync(books, table, "strategy"));
        }

        Assert.Equal(4, (await TableAsync(books, "order_event", "seq")).Length);
        await books.AppendAsync(Booked("f.01", 1, 2, 5));
        Assert.Equal(["11"], await TableAsync(books, "current_position", "quantity"));
    }

    private Task<string[]> TableAsync(BookWriter books, string table, string columns, string where = "true") =>
        RowsAsync(shared.ConnectionString, $"select {columns} from trading.{table} where account = '{books.Account}' and {where} order by 1");

    private Task<BookWriter> OpenAsync() => BookWriter.OpenAsync(shared.ConnectionString, $"DP{Interlocked.Increment(ref accounts)}");
}
