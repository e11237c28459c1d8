using Orleans.Storage;

namespace OrleansTrader.Grains.State;

/// <summary>The only way our grains change stored state: one write at a time, and what is in memory is what was stored.</summary>
/// <remarks>
/// Changes that come while a write is under way share the next one: a contract that a thousand strategies want at once is not written a thousand times.
/// A failed write leaves storage unknown: the state is read back, and where that fails too, or another activation wrote, the grain deactivates.
/// </remarks>
internal sealed class StateKeeper<T>(IPersistentState<T> storage, Action<string> deactivate)
{
    private List<Func<T, T>> _changes = [];
    private Task _writing = Task.CompletedTask;
    private Task? _next;

    public T Value => storage.State;

    /// <summary>Applies <paramref name="change"/> to the newest state and stores it; returns when it is durable.</summary>
    public Task ChangeAsync(Func<T, T> change)
    {
        _changes.Add(change);
        return _next ?? (_writing.IsCompleted ? _writing = WriteAsync() : _next = AfterAsync(_writing));
    }

    private async Task AfterAsync(Task writing)
    {
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _next = null;
        await (_writing = WriteAsync());
    }

    private async Task WriteAsync()
    {
        var changes = _changes;
        _changes = [];
        var next = changes.Aggregate(storage.State, static (state, change) => change(state));
        if (EqualityComparer<T>.Default.Equals(next, storage.State) && storage.RecordExists)
        {
            return;
        }

        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch (InconsistentStateException e)
        {
            deactivate($"another activation wrote the state: {e.Message}");
            throw;
        }
        catch (Exception e)
        {
            await ReadBackAsync(e);
            throw;
        }
    }

    private async Task ReadBackAsync(Exception cause)
    {
        try
        {
            await storage.ReadStateAsync();
        }
        catch
        {
            deactivate($"the state could not be written: {cause.Message}");
            throw;
        }
    }
}
