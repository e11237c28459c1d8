using System.Collections.Concurrent;

namespace OrleansTrader.Grains.Interfaces;

/// <summary>Calls to grains of this process without a message: the way of a tick to its order (ADR 0008). One instance per silo.</summary>
public sealed class NearGrains
{
    private readonly ConcurrentDictionary<(Type, GrainId), object> _known = new();

    /// <summary>The way to that grain; cheap to call and meant to be kept.</summary>
    public NearGrain<T> Of<T>(T reference)
        where T : class, IGrain
    {
        var near = Slot<T>(reference.GetGrainId());
        near.Far = reference;
        return near;
    }

    /// <summary>Called by a grain in its activation, on its own scheduler: from now on calls come without a message.</summary>
    /// <returns>To be disposed when it deactivates: calls then go by message again, to wherever the grain is.</returns>
    public IDisposable Enter<T>(T grain)
        where T : class, IGrain => Slot<T>(grain.GetGrainId()).Enter(grain);

    private NearGrain<T> Slot<T>(GrainId id)
        where T : class, IGrain => (NearGrain<T>)_known.GetOrAdd((typeof(T), id), static _ => new NearGrain<T>());
}

/// <summary>Something a neighbour wants done on a grain's scheduler, such as to take the newest quote from where it lies.</summary>
public interface INearWork<in T>
{
    /// <summary>Must not throw.</summary>
    void Run(T grain);
}

/// <summary>One grain as its neighbours call it: on its scheduler while it is active here, else by message.</summary>
/// <remarks>
/// A near call is a turn of its own and runs between the steps of the grain's other calls, as with <c>AlwaysInterleave</c>: only methods that bear this
/// may be called so. Arguments and results are shared, not copied: they must be immutable. Calls of one caller arrive in order.
/// </remarks>
public sealed class NearGrain<T>
    where T : class, IGrain
{
    private volatile Presence? _here;

    /// <summary>The grain by message, for calls that must not interleave.</summary>
    public T? Far { get; internal set; }

    public bool IsHere => _here is not null;

    /// <param name="call">Static: it gets the grain and the argument.</param>
    public Task CallAsync<TArgument>(Func<T, TArgument, Task> call, TArgument argument)
    {
        if (_here is not { } here)
        {
            return call(Far!, argument);
        }

        var posted = new Call<TArgument>(call, argument);
        here.Post(posted);
        return posted.Task;
    }

    /// <inheritdoc cref="CallAsync{TArgument}"/>
    public Task<TResult> CallAsync<TArgument, TResult>(Func<T, TArgument, Task<TResult>> call, TArgument argument) => _here is { } here
        ? Task.Factory.StartNew(() => call(here.Grain, argument), CancellationToken.None, TaskCreationOptions.DenyChildAttach, here.Scheduler).Unwrap()
        : call(Far!, argument);

    /// <summary>Has work done in a turn of the grain; all that is posted meanwhile shares the turn, and nothing is allocated for it.</summary>
    /// <returns>False when the grain is not here: call it.</returns>
    public bool TryPost(INearWork<T> work)
    {
        if (_here is not { } here)
        {
            return false;
        }

        here.Post(work);
        return true;
    }

    internal IDisposable Enter(T grain)
    {
        var here = new Presence(grain, TaskScheduler.Current);
        _here = here;
        return new Stay(this, here);
    }

    /// <summary>Many calls at once share the grain's turns.</summary>
    private sealed class Call<TArgument>(Func<T, TArgument, Task> call, TArgument argument) : TaskCompletionSource, INearWork<T>
    {
        public void Run(T grain)
        {
            try
            {
                Follow(call(grain, argument));
            }
            catch (Exception e)
            {
                SetException(e);
            }
        }

        private void Follow(Task running)
        {
            if (running.IsCompletedSuccessfully)
            {
                SetResult();
            }
            else
            {
                _ = FollowAsync(running);
            }
        }

        private async Task FollowAsync(Task running)
        {
            try
            {
                await running;
                SetResult();
            }
            catch (Exception e)
            {
                SetException(e);
            }
        }
    }

    private sealed class Presence(T grain, TaskScheduler scheduler)
    {
        /// <summary>Then others of the grain come between.</summary>
        private const int MostInATurn = 256;

        private readonly ConcurrentQueue<INearWork<T>> _posted = new();
        private int _isWorking;

        public T Grain => grain;

        public TaskScheduler Scheduler => scheduler;

        public void Post(INearWork<T> work)
        {
            _posted.Enqueue(work);
            if (Interlocked.Exchange(ref _isWorking, 1) == 0)
            {
                Start();
            }
        }

        private void Start() =>
            Task.Factory.StartNew(static here => ((Presence)here!).Work(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);

        private void Work()
        {
            for (var done = 0; done < MostInATurn && _posted.TryDequeue(out var work); done++)
            {
                work.Run(grain);
            }

            if (_posted.IsEmpty)
            {
                Interlocked.Exchange(ref _isWorking, 0);
                if (_posted.IsEmpty || Interlocked.Exchange(ref _isWorking, 1) != 0)
                {
                    return;
                }
            }

            Start();
        }
    }

    private sealed class Stay(NearGrain<T> slot, Presence here) : IDisposable
    {
        /// <summary>A newer activation may have entered meanwhile: it stays.</summary>
        public void Dispose() => Interlocked.CompareExchange(ref slot._here, null, here);
    }
}
