using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbBridge.Routing;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.MarketData;

/// <summary>Price increments by market rule (IB reqMarketRule). A rule is asked for once per process; answers carry the rule's number, not a request id.</summary>
internal sealed class MarketRules
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<ImmutableArray<TickRule>>> _rules = new();

    /// <summary>The task of a rule's increments, and whether the caller is the one to ask for it.</summary>
    public (Task<ImmutableArray<TickRule>> Rule, bool Ask) Expect(int rule)
    {
        var mine = new TaskCompletionSource<ImmutableArray<TickRule>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var known = _rules.GetOrAdd(rule, mine);
        return (known.Task, ReferenceEquals(known, mine));
    }

    public void Take(MarketRuleMessage rule)
    {
        if (_rules.TryGetValue(rule.MarketRuleId, out var waiting))
        {
            waiting.TrySetResult(IbContracts.ToRules(rule));
        }
    }

    /// <summary>Gives an unanswered rule up, so that the next caller asks again.</summary>
    public void Forget(int rule)
    {
        if (_rules.TryGetValue(rule, out var waiting) && !waiting.Task.IsCompletedSuccessfully && _rules.TryRemove(rule, out _))
        {
            waiting.TrySetException(new GatewayRequestException(RequestTable.NotConnected, $"market rule {rule} was not answered"));
        }
    }

    public void FailAll(string cause)
    {
        foreach (var (rule, waiting) in _rules)
        {
            if (!waiting.Task.IsCompleted && _rules.TryRemove(rule, out _))
            {
                waiting.TrySetException(new GatewayRequestException(RequestTable.NotConnected, cause));
            }
        }
    }
}
