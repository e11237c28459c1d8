using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.OrderEngine;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Grains;

public sealed class SnapshotTests
{
    [Fact]
    public async Task An_activation_that_begins_with_a_snapshot_reads_only_the_tail_and_has_the_same_books()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        for (var i = 0; cluster.Journal.Snapshot is null; i++)
        {
            await cluster.Engine.ExecuteAsync(new NotifyOperator($"n{i}", "test", NotificationLevel.Info, "test", "an entry"));
            await cluster.TargetAsync(i + 1, i % 2);
            Assert.True(i < 2_000, "no snapshot was written");
        }

        var snapshot = cluster.Journal.Snapshot;
        var (before, read) = (await cluster.Engine.GetState(), cluster.Journal.EntriesRead);
        await cluster.Cluster.DeactivateAsync(cluster.Engine);

        var after = await cluster.UntilAsync(static state => state.Synchronized);

        Assert.True(cluster.Journal.EntriesRead - read < cluster.Journal.Entries.Count - snapshot.Seq + 50, "more than the tail was read");
        Assert.Equal(before.Targets, after.Targets);
        Assert.Equal(before.Strategies, after.Strategies);
        var replayed = cluster.Journal.Entries.Aggregate(Book.Empty(AccountId.Of("DUSIM1")), static (book, entry) => book.Apply(entry));
        Assert.Equal(BookHash.Of(cluster.Journal.Entries.Skip((int)snapshot.Seq).Aggregate(snapshot, static (book, entry) => book.Apply(entry))), BookHash.Of(replayed));
    }

    [Fact]
    public async Task Snapshots_take_a_twentieth_of_the_time_at_most()
    {
        var (clock, journal, written) = (new FakeTimeProvider(), new InMemoryJournal(), 0);
        journal.BeforeSnapshot = () =>
        {
            written++;
            clock.Advance(TimeSpan.FromSeconds(2));
        };
        var commit = new GroupCommit(AccountId.Of("DUSIM1"), journal, clock);
        await commit.OpenAsync(1, static (_, _) => { }, TestContext.Current.CancellationToken);
        var keeper = new SnapshotKeeper(commit, journal, 1, clock, NullLogger.Instance);

        foreach (var (later, expected) in ((double, int)[])[(0, 1), (0, 1), (37.9, 1), (0.1, 2), (38, 3)])
        {
            clock.Advance(TimeSpan.FromSeconds(later));
            commit.Record(new Notified(NotificationLevel.Info, "test", "an entry"));
            await commit.FlushAsync();
            keeper.Watch();
            await keeper.Writing;
            Assert.Equal(expected, written);
        }
    }
}
