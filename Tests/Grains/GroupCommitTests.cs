using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.OrderEngine;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Grains;

public sealed class GroupCommitTests
{
    private readonly InMemoryJournal _journal = new();
    private readonly GroupCommit _commit;

    public GroupCommitTests() => _commit = new GroupCommit(AccountId.Of("DUSIM1"), _journal, TimeProvider.System);

    [Fact]
    public async Task What_is_recorded_along_makes_no_commit_of_its_own_and_goes_with_the_next()
    {
        await OpenAsync();
        _commit.Record(Event("order"));
        _commit.Then(() => _commit.RecordAlong(Event("written")));
        await _commit.FlushAsync();
        await _commit.Loop;
        Assert.Equal((1, 1L, 2L), (_journal.Appends, _commit.Durable.Seq, _commit.Pending.Seq));

        _commit.Record(Event("answer"));
        await _commit.FlushAsync();

        Assert.Equal(2, _journal.Appends);
        Assert.Equal(["order", "written", "answer"], _journal.Entries.Select(static entry => ((Notified)entry.Event).Text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_recorded_along_becomes_durable_when_asked_for_also_while_a_commit_is_in_flight(bool flush)
    {
        await OpenAsync();
        var release = new TaskCompletionSource();
        _journal.BeforeAppend = (number, _) => number == 1 ? release.Task : Task.CompletedTask;
        _commit.Record(Event("first"));
        _commit.Kick();
        _commit.RecordAlong(Event("along"));
        var asked = Task.CompletedTask;
        if (flush)
        {
            asked = _commit.FlushAsync();
        }
        else
        {
            _commit.Kick();
        }

        release.SetResult();
        await asked.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await _commit.Loop;

        Assert.Equal(2, _commit.Durable.Seq);
    }

    private Task OpenAsync() => _commit.OpenAsync(1, static (_, _) => { }, TestContext.Current.CancellationToken);

    private static Notified Event(string text) => new(NotificationLevel.Info, "test", text);
}
