using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
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
}
