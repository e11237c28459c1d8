using OrleansTrader.Domain.Ports;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Routing;

/// <summary>The answer of one request being gathered; ends by an end marker, an error, a time-out or the session's end.</summary>
internal abstract class Answer<T> : IAnswer
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => _result.Task;

    public abstract void OnMessage(ServerMessage message);

    public virtual void OnTick(in TickPriceMessage tick)
    {
    }

    public virtual void OnTick(in TickSizeMessage tick)
    {
    }

    /// <summary>Remarks leave the request alive, everything else ends it.</summary>
    public virtual void OnError(int code, string text)
    {
        if (IbErrors.Classify(code) is not (IbErrorClass.Info or IbErrorClass.Warning))
        {
            Fail(new GatewayRequestException(code, text));
        }
    }

    public void Fail(Exception cause) => _result.TrySetException(cause);

    protected void Complete(T result) => _result.TrySetResult(result);
}
