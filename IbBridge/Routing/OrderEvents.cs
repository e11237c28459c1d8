using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Lanes;
using OrleansTrader.IbBridge.Orders;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Routing;

/// <summary>Puts the messages about orders, executions, positions and account values of one session into the order lane.</summary>
/// <remarks>Reports of other accounts of the login are counted once per account in the log and left out.</remarks>
internal sealed partial class OrderEvents(OrderLane lane, SnapshotLists lists, SentOrders sent, WhatIfs whatIfs, TimeProvider clock, ILogger logger)
{
    private readonly ConcurrentDictionary<AccountId, bool> _foreign = new();
    private AccountId? _account;

    /// <summary>The zone of server times that name none; null until the handshake told one.</summary>
    public TimeZoneInfo? ServerZone { get; set; }

    /// <summary>From now on reports of other accounts are left out; before the login nothing is.</summary>
    public void Only(AccountId account) => _account = account;

    /// <summary>False when the message is of another kind.</summary>
    public bool TryTake(ServerMessage message)
    {
        switch (message)
        {
            case OpenOrderMessage answer when whatIfs.TryTake(answer):
                break;
            case OpenOrderMessage open:
                var order = BrokerEvents.From(open, lists.Current(SnapshotKind.OpenOrders));
                Add(order, order.Account);
                break;
            case ExecDetailsMessage details:
                var execution = BrokerEvents.From(details, lists.Of(SnapshotKind.Executions, details.ReqId), ServerZone, clock.GetUtcNow());
                Add(execution, execution.Account);
                break;
            case CommissionReportMessage commission:
                lane.Add(BrokerEvents.From(commission));
                break;
            case CompletedOrderMessage completed:
                var ended = BrokerEvents.From(completed, lists.Current(SnapshotKind.CompletedOrders));
                Add(ended, ended.Account);
                break;
            case PositionMessage held:
                var position = BrokerEvents.From(held, lists.Current(SnapshotKind.Positions));
                Add(position, position.Account);
                break;
            case AccountValueMessage value:
                var report = BrokerEvents.From(value);
                Add(report, report.Account);
                break;
            default:
                return TryEnd(message);
        }

        return true;
    }

    public void Take(in OrderStatusMessage message) => lane.Add(BrokerEvents.From(message));

    public void TakeError(ErrMsgMessage error)
    {
        if (!whatIfs.TryTake(error))
        {
            lane.Add(new OrderErrorReport(error.Id, error.ErrorCode, IbOrderErrors.Kind(error.ErrorCode, sent.Last(error.Id)), error.ErrorMsg));
        }
    }

    /// <summary>A message of these kinds that cannot be read must not be lost silently (design R15).</summary>
    public void TakeUnreadable(UnreadableKind kind, int? orderId, string detail) => lane.Add(new UnreadableReport(kind, orderId, detail));

    private bool TryEnd(ServerMessage message)
    {
        switch (message)
        {
            case OpenOrderEndMessage:
                lists.End(SnapshotKind.OpenOrders, null);
                return true;
            case ExecDetailsEndMessage end:
                lists.End(SnapshotKind.Executions, end.ReqId);
                return true;
            case CompletedOrdersEndMessage:
                lists.End(SnapshotKind.CompletedOrders, null);
                return true;
            case PositionEndMessage:
                lists.End(SnapshotKind.Positions, null);
                return true;
            case AccountDownloadEndMessage:
                lists.End(SnapshotKind.AccountValues, null);
                return true;
            default:
                return false;
        }
    }

    private void Add(BrokerEvent happened, AccountId account)
    {
        if (_account is { } ours && ours != account)
        {
            if (_foreign.TryAdd(account, true))
            {
                LogForeign(account, ours);
            }

            return;
        }

        lane.Add(happened);
    }

    [LoggerMessage(EventId = 3301, Level = LogLevel.Warning, Message = "The gateway reports about account {Account}; only {Ours} is traded here, the rest is left out")]
    private partial void LogForeign(AccountId account, AccountId ours);
}
