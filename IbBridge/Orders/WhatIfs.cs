using System.Collections.Concurrent;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Orders;

/// <summary>Questions what an order would do, by the order id they use up. Their answers look like open orders and errors, but no order exists.</summary>
internal sealed class WhatIfs
{
    /// <summary>How long the broker may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<WhatIfEffect>> _asked = new();

    public void Asking(int orderId) => _asked[orderId] = new TaskCompletionSource<WhatIfEffect>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer to a question that was asked and is not forgotten.</summary>
    public Task<WhatIfEffect> Answer(int orderId) => _asked[orderId].Task;

    public void Forget(int orderId) => _asked.TryRemove(orderId, out _);

    /// <summary>True when the message is an answer, also a late one: it must not be taken for an order.</summary>
    public bool TryTake(OpenOrderMessage message)
    {
        if (_asked.TryGetValue(message.Order.OrderId, out var answer))
        {
            answer.TrySetResult(IbMargins.ToEffect(message.State));
        }

        return answer is not null || message.Order.WhatIf;
    }

    /// <summary>True when the error is about a question; a remark leaves it open.</summary>
    public bool TryTake(ErrMsgMessage error)
    {
        if (!_asked.TryGetValue(error.Id, out var answer))
        {
            return false;
        }

        if (IbOrderErrors.Kind(error.ErrorCode, OrderWrite.Place) != OrderErrorKind.Warning)
        {
            answer.TrySetException(new GatewayRequestException(error.ErrorCode, error.ErrorMsg));
        }

        return true;
    }
}
