using Orleans.Storage;

namespace OrleansTrader.Grains.State;

/// <summary>The only way our grains change stored state: one write at a time, and what is in memory is what was stored.</summary>
/// <remarks>A failed write leaves storage unknown: the state is read back, and where that fails too, or another activation wrote, the grain deactivates.</remarks>
internal sealed class StateKeeper<T>(IPersistentState<T> storage, Action<string> deactivate)
{
    private Task _last = Task.CompletedTask;

    public T Value => storage.State;

    /// <summary>Applies <paramref name="change"/> to the newest state and stores it; returns when it is durable.</summary>
    public Task ChangeAsync(Func<T, T> change) => _last = AfterAsync(_last, change);

    private async Task AfterAsync(Task last, Func<T, T> change)
    {
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var next = change(storage.State);
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
