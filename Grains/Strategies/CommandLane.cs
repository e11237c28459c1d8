using OrleansTrader.Domain.Commands;

namespace OrleansTrader.Grains.Strategies;

/// <summary>Commands of a host to the engine: one at a time, in order, repeated until answered. Bounded; the oldest are given up.</summary>
internal sealed class CommandLane(Func<OperatorCommand, Task<CommandResult>> execute, Action<OperatorCommand, string> failed, TimeProvider clock) : IDisposable
{
    private const int Most = 200;

    private readonly LinkedList<OperatorCommand> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Add(OperatorCommand command)
    {
        _waiting.AddLast(command);
        if (_waiting.Count > Most)
        {
            failed(_waiting.First!.Value, "given up: too many are waiting");
            _waiting.RemoveFirst();
        }

        if (_running.IsCompleted && !_stop.IsCancellationRequested)
        {
            _running = RunAsync(_stop.Token);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        for (var failures = 0; _waiting.First is { } first && !stop.IsCancellationRequested;)
        {
            try
            {
                if (await execute(first.Value) is { Done: false } refused)
                {
                    failed(first.Value, refused.Text);
                }

                Remove(first);
                failures = 0;
            }
            catch (ArgumentException e)
            {
                failed(first.Value, e.Message);
                Remove(first); // It would be refused again.
            }
            catch (Exception e)
            {
                failed(first.Value, e.Message);
                await Task.Delay(BackOff.Of(++failures), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private void Remove(LinkedListNode<OperatorCommand> node)
    {
        if (node.List is not null)
        {
            _waiting.Remove(node);
        }
    }
}
