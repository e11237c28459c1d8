using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>What an activation still does once its journal failed it (design R10): cancels pass, nothing new is sent, the broker's events stay with the bridge.</summary>
/// <remarks>
/// Its pending book is the newest knowledge of what is live, so it stays until the journal answers, another lease epoch is seen or the lease's
/// doubt lasts too long; then the next activation replays and synchronizes. A newer token ends it at once.
/// </remarks>
internal sealed partial class JournalOutage(Engine engine, BrokerSends sends, IOrderJournal journal, ILogger logger)
{
    private Task<bool> _look = Task.FromResult(false);
    private bool _over;

    /// <summary>Called once, when the activation must make room for the next.</summary>
    public required Action Over { get; init; }

    /// <summary>Repeats unconfirmed cancels and looks whether the journal is back; returns at once.</summary>
    public void Watch()
    {
        if (_over)
        {
            return;
        }

        var back = engine.HoldsLease && _look is { IsCompletedSuccessfully: true, Result: true }; // Without the lease the next activation would refuse.
        if (back || engine.Commit.Poison is StaleTokenException or NotLeaseHolderException || !engine.KeepsLease)
        {
            _over = true;
            Over();
            return;
        }

        sends.Watch();
        if (_look.IsCompleted)
        {
            _look = journal.IsReachableAsync(CancellationToken.None);
        }
    }

    /// <summary>The cancels among the actions pass now; the whole submission is repeated by its strategy until it is durable.</summary>
    public void PassCancels(StrategySubmission submission)
    {
        if (engine.Commit.Poison is null)
        {
            return;
        }

        foreach (var cancel in submission.Actions.OfType<CancelAction>())
        {
            if (engine.Pending.Orders.TryGetValue(cancel.Id, out var order) && order.Intent.Strategy == submission.Strategy)
            {
                sends.CancelAgain(cancel.Id);
            }
        }
    }

    /// <summary>The answer to a cancel by hand while the journal is away; null for what needs the journal.</summary>
    public CommandResult? Answer(OperatorCommand command)
    {
        if (engine.Commit.Poison is null || command is not CancelByHand cancel || !engine.Pending.Orders.TryGetValue(cancel.Order, out var order) || order.Status.IsTerminal())
        {
            return null;
        }

        if (!sends.CancelAgain(order.Id))
        {
            return CommandResult.Refused(new Denial(
                DenialCode.JournalUnavailable,
                $"The cancel of order {order.Id} was not sent: there is no session, or the order itself is not written yet (then it follows that). The journal is away: ask again."));
        }

        LogCancelled(order.Id, cancel.By);
        return CommandResult.Ok($"The cancel of order {order.Id} was sent. The journal is away: ask again after recovery if the order is still there.");
    }

    [LoggerMessage(EventId = 2161, Level = LogLevel.Warning, Message = "Order {Order}: cancelled by {By} without a journal")]
    private partial void LogCancelled(ClientOrderId order, string by);
}
