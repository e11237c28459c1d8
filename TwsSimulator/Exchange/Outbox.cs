namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>What is to be sent later, in the order of its time. Exchange thread only.</summary>
internal sealed class Outbox(TimeProvider clock)
{
    private readonly PriorityQueue<Action, (long Due, long Number)> _queue = new();
    private readonly long _startedAt = clock.GetTimestamp();
    private long _number;

    /// <summary>Real time since the start.</summary>
    public TimeSpan Now => clock.GetElapsedTime(_startedAt);

    public TimeSpan? NextDue => _queue.TryPeek(out _, out var key) ? TimeSpan.FromTicks(key.Due) : null;

    public void At(TimeSpan due, Action send) => _queue.Enqueue(send, (due.Ticks, ++_number));

    public void RunDue()
    {
        var now = Now.Ticks;
        while (_queue.TryPeek(out var send, out var key) && key.Due <= now)
        {
            _queue.Dequeue();
            send();
        }
    }
}
