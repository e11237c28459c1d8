using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Storage.Journal;
using OrleansTrader.Tests.Support;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

public sealed class PostgresOrderJournalTests(PostgresFixture postgres)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task What_was_appended_is_read_back_in_order()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var journal = new PostgresOrderJournal(database);
        var token = await journal.OpenAsync(Account, leaseEpoch: 1, None);
        var first = Batch(token, 1, new StrategyRegistered(Alpha, new OrleansTrader.Domain.Values.Money(100_000, OrleansTrader.Domain.Values.Currency.Usd)), Booked("e1.01", 10, 1.2345m), Fee("e1.01", 0.35m));
        var second = Batch(token, 4, Booked("e2.01", -4.5m, 2));

        await journal.AppendAsync(first, None);
        await journal.AppendAsync(second, None);

        Assert.Equal([.. first.Entries, .. second.Entries], await ReadAsync(journal));
        Assert.Equal([.. second.Entries], await ReadAsync(journal, after: 3));
    }

    [Fact]
    public async Task A_newer_activation_locks_out_the_older_one()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var older = new PostgresOrderJournal(database);
        await using var newer = new PostgresOrderJournal(database);
        var oldToken = await older.OpenAsync(Account, 1, None);
        await older.AppendAsync(Batch(oldToken, 1, Note("before")), None);

        var newToken = await newer.OpenAsync(Account, 1, None);

        Assert.True(newToken > oldToken);
        await Assert.ThrowsAsync<StaleTokenException>(() => older.AppendAsync(Batch(oldToken, 2, Note("zombie")), None));
        await newer.AppendAsync(Batch(newToken, 2, Note("after")), None);
        Assert.Equal(["before", "after"], (await ReadAsync(newer)).Select(entry => ((Notified)entry.Event).Text));
    }

    [Fact]
    public async Task A_lower_lease_cannot_open_the_journal_and_a_higher_one_can()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var journal = new PostgresOrderJournal(database);
        var five = await journal.OpenAsync(Account, 5, None);

        await Assert.ThrowsAsync<StaleTokenException>(() => journal.OpenAsync(Account, 4, None));
        await journal.AppendAsync(Batch(five, 1, Note("still ours")), None);
        var six = await journal.OpenAsync(Account, 6, None);

        Assert.True(six > five);
        await Assert.ThrowsAsync<StaleTokenException>(() => journal.AppendAsync(Batch(five, 2, Note("too late")), None));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public async Task A_batch_that_does_not_continue_the_journal_writes_nothing(long seq)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var journal = new PostgresOrderJournal(database);
        var token = await journal.OpenAsync(Account, 1, None);
        await journal.AppendAsync(Batch(token, 1, Note("one")), None);

        await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Batch(token, seq, Note("gap")), None));

        Assert.Single(await ReadAsync(journal));
        await journal.AppendAsync(Batch(token, 2, Note("two")), None);
    }

    [Fact]
    public async Task A_batch_that_the_database_can_never_hold_is_refused_and_the_journal_goes_on()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var journal = new PostgresOrderJournal(database);
        var token = await journal.OpenAsync(Account, 1, None);

        var refused = await Assert.ThrowsAsync<JournalRefusedException>(() => journal.AppendAsync(Batch(token, 1, Note("a \0 in a text")), None));

        Assert.Contains("22P05", refused.Message, StringComparison.Ordinal);
        await journal.AppendAsync(Batch(token, 1, Note("one")), None);
        Assert.Single(await ReadAsync(journal));
    }

    [Fact]
    public async Task A_batch_is_dense_in_itself()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var journal = new PostgresOrderJournal(database);
        var token = await journal.OpenAsync(Account, 1, None);
        var entries = Batch(token, 1, Note("one"), Note("two")).Entries;

        await Assert.ThrowsAsync<ArgumentException>(
            () => journal.AppendAsync(new JournalBatch(Account, token, [entries[0], entries[1] with { Seq = 3 }], []), None));
        await Assert.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(new JournalBatch(Account, token, [], []), None));
    }

    [Fact]
    public async Task A_commit_that_failed_before_the_database_is_unknown_and_not_written()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var journal = new PostgresOrderJournal(
            database, new JournalFaults(BeforeCommit: batch => batch.Entries[0].Seq == 2 ? throw new IOException("cable") : ValueTask.CompletedTask));
        var token = await journal.OpenAsync(Account, 1, None);
        await journal.AppendAsync(Batch(token, 1, Note("one")), None);

        await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Batch(token, 2, Note("lost")), None));

        Assert.Single(await ReadAsync(journal));
    }

    [Fact]
    public async Task A_commit_whose_reply_is_lost_is_unknown_and_written()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var journal = new PostgresOrderJournal(
            database, new JournalFaults(AfterCommit: batch => batch.Entries[0].Seq == 2 ? throw new IOException("cable") : ValueTask.CompletedTask));
        var token = await journal.OpenAsync(Account, 1, None);
        await journal.AppendAsync(Batch(token, 1, Note("one")), None);

        await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Batch(token, 2, Note("kept")), None));

        Assert.Equal(2, (await ReadAsync(journal)).Count);
        await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Batch(token, 2, Note("again")), None));
        await journal.AppendAsync(Batch(token, 3, Note("three")), None);
        Assert.Equal(["one", "kept", "three"], (await ReadAsync(journal)).Select(entry => ((Notified)entry.Event).Text));
    }

    [Fact]
    public async Task A_connection_that_the_server_ended_is_replaced()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var journal = new PostgresOrderJournal(database);
        var token = await journal.OpenAsync(Account, 1, None);
        await journal.AppendAsync(Batch(token, 1, Note("one")), None);
        Assert.True(await ScalarAsync<long>(
            database, "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()") > 0);

        await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Batch(token, 2, Note("lost")), None));
        await journal.AppendAsync(Batch(token, 2, Note("two")), None);

        Assert.Equal(["one", "two"], (await ReadAsync(journal)).Select(entry => ((Notified)entry.Event).Text));
    }

    [Fact]
    public async Task An_append_in_flight_ends_before_a_newer_activation_opens()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var journal = new PostgresOrderJournal(database);
        var token = await journal.OpenAsync(Account, 1, None);
        await using var slow = await Transaction.BeginAsync(database);
        await slow.ExecuteAsync($"select trading.append('{Account}', {token.LeaseEpoch}, {token.EngineEpoch}, 1, array[now()], array['notified'], array['{{\"event\":\"notified\",\"level\":\"Info\",\"topic\":\"t\",\"text\":\"slow\"}}'::jsonb], array[null::text], array[null::text], null, null, null, null, null, null)");

        var opening = journal.OpenAsync(Account, 1, None);
        await slow.UntilBlockedAsync(1);
        Assert.False(opening.IsCompleted);
        await slow.CommitAsync();

        Assert.True(await opening > token);
        Assert.Single(await ReadAsync(journal));
    }

    private static Notified Note(string text) => new(NotificationLevel.Info, "test", text);

    private static async Task<List<JournalEntry>> ReadAsync(PostgresOrderJournal journal, long after = 0)
    {
        var entries = new List<JournalEntry>();
        await foreach (var entry in journal.ReadAsync(Account, after, None))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
