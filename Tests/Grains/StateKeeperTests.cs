using Orleans.Storage;
using OrleansTrader.Grains.State;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>Changes of stored state: one write at a time, and those that wait share the next.</summary>
public sealed class StateKeeperTests
{
    private readonly Storage _storage = new();
    private string? _deactivated;

    [Fact]
    public Task Changes_that_come_during_a_write_share_the_next_and_each_returns_when_it_is_durable() => InTurnsAsync(async () =>
    {
        var keeper = Keeper();

        var first = keeper.ChangeAsync(static text => text + "a");
        var (second, third) = (keeper.ChangeAsync(static text => text + "b"), keeper.ChangeAsync(static text => text + "c"));
        _storage.EndWrite();
        await first;
        Assert.False(second.IsCompleted || third.IsCompleted);
        await _storage.UntilWritingAsync();
        var fourth = keeper.ChangeAsync(static text => text + "d");
        _storage.EndWrite();
        await Task.WhenAll(second, third);
        Assert.False(fourth.IsCompleted);
        await _storage.UntilWritingAsync();
        _storage.EndWrite();
        await fourth;

        Assert.Equal(["a", "abc", "abcd"], _storage.Written);
        await keeper.ChangeAsync(static text => text);
        Assert.Equal(3, _storage.Written.Count);
    });

    [Fact]
    public Task A_write_that_fails_fails_those_who_share_it_and_leaves_what_was_stored() => InTurnsAsync(async () =>
    {
        var keeper = Keeper();
        var first = keeper.ChangeAsync(static text => text + "a");
        var lost = keeper.ChangeAsync(static text => text + "b");
        _storage.EndWrite();
        await first;
        await _storage.UntilWritingAsync();
        var later = keeper.ChangeAsync(static text => text + "c");

        _storage.EndWrite(new IOException("the database is away"));
        await Assert.ThrowsAsync<IOException>(() => lost);
        await _storage.UntilWritingAsync();
        _storage.EndWrite();
        await later;

        Assert.Equal("ac", keeper.Value);
        Assert.Null(_deactivated);
    });

    [Fact]
    public Task Another_activations_write_ends_this_one() => InTurnsAsync(async () =>
    {
        var change = Keeper().ChangeAsync(static text => text + "a");
        _storage.EndWrite(new InconsistentStateException("newer"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => change);
        Assert.Contains("newer", _deactivated, StringComparison.Ordinal);
    });

    /// <summary>One step at a time, as on a grain's scheduler.</summary>
    private static Task InTurnsAsync(Func<Task> test) => Task.Factory
        .StartNew(test, TestContext.Current.CancellationToken, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler)
        .Unwrap()
        .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    private StateKeeper<string> Keeper() => new(_storage, reason => _deactivated = reason);

    /// <summary>Each write waits until the test ends it.</summary>
    private sealed class Storage : IPersistentState<string>
    {
        private TaskCompletionSource _ended = new();
        private TaskCompletionSource _writing = new();
        private string _stored = "";

        public List<string> Written { get; } = [];

        public string State { get; set; } = "";

        public string Etag => "";

        public bool RecordExists => Written.Count > 0;

        public Task UntilWritingAsync() => _writing.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        public void EndWrite(Exception? failure = null)
        {
            var ended = _ended;
            (_ended, _writing) = (new(), new());
            if (failure is null)
            {
                ended.SetResult();
            }
            else
            {
                ended.SetException(failure);
            }
        }

        public async Task WriteStateAsync()
        {
            var state = State;
            var ended = _ended.Task;
            _writing.TrySetResult();
            await ended;
            Written.Add(_stored = state);
        }

        public Task ReadStateAsync()
        {
            State = _stored;
            return Task.CompletedTask;
        }

        public Task ClearStateAsync() => throw new NotSupportedException();
    }
}
