using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.MarketData;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Routing;

/// <summary>Decodes the frames of one session and gives each message to its one destination. Runs on the reader thread.</summary>
/// <remarks>A message that cannot be read is quarantined (counted, logged as hex, reported to the engine when it is about orders) and the session lives (design R15).</remarks>
internal sealed partial class MessageRouter(
    OrderEvents orders,
    LineTable lines,
    RequestTable requests,
    MarketRules rules,
    ISessionSignals session,
    BridgeMetrics metrics,
    ILogger logger) : IServerMessageHandler
{
    private readonly ConcurrentDictionary<int, bool> _unknown = new();
    private readonly ConcurrentDictionary<int, bool> _longer = new();

    public void Route(ReadOnlySpan<byte> payload, int serverVersion)
    {
        try
        {
            ServerMessageDecoder.Decode(payload, serverVersion, this);
        }
        catch (Exception e) when (e is TwsMessageException or FormatException or ArgumentException or OverflowException)
        {
            // The wire layer could not read it, or it breaks a rule of our domain: both are one bad message, not a bad stream.
            Quarantine(payload, e);
        }
    }

    public void OnTickPrice(in TickPriceMessage message)
    {
        if (!lines.TryTick(in message) && requests.Find(message.ReqId) is { } answer)
        {
            answer.OnTick(in message);
        }
    }

    public void OnTickSize(in TickSizeMessage message)
    {
        if (!lines.TryTick(in message) && requests.Find(message.ReqId) is { } answer)
        {
            answer.OnTick(in message);
        }
    }

    public void OnTickString(in TickStringMessage message)
    {
        // Exchange letters and trade stamps: nothing that quotes show.
    }

    public void OnTickGeneric(in TickGenericMessage message) => lines.TakeHalt(in message);

    public void OnTickByTickAllLast(in TickByTickAllLastMessage message) => lines.TakeTrade(in message);

    public void OnTickByTickBidAsk(in TickByTickBidAskMessage message) => lines.TakeBidAsk(in message);

    public void OnTickByTickMidPoint(in TickByTickMidPointMessage message)
    {
        // Never asked for: bid and ask say more.
    }

    public void OnRealTimeBar(in RealTimeBarMessage message) => lines.TakeBar(in message);

    public void OnOrderStatus(in OrderStatusMessage message) => orders.Take(in message);

    public void OnMessage(ServerMessage message)
    {
        if (orders.TryTake(message))
        {
            return;
        }

        switch (message)
        {
            case ErrMsgMessage error:
                RouteError(error);
                break;
            case ManagedAccountsMessage accounts:
                session.OnManagedAccounts(accounts);
                break;
            case NextValidIdMessage next:
                session.OnNextValidId(next);
                break;
            case CurrentTimeMessage:
                session.OnCurrentTime();
                break;
            case MarketDataTypeMessage type:
                if (!lines.TryQuality(type))
                {
                    requests.Find(type.ReqId)?.OnMessage(type);
                }

                break;
            case MarketDepthMessage { Price: { } price } row when IbWords.ToSize(row.Size) is { } size:
                lines.TakeDepth(row.ReqId, row.Side, row.Position, row.Operation, new DepthRow(Price.Of(price), size, null));
                break;
            case MarketDepthL2Message { Price: { } price } row when IbWords.ToSize(row.Size) is { } size:
                lines.TakeDepth(row.ReqId, row.Side, row.Position, row.Operation, new DepthRow(Price.Of(price), size, row.MarketMaker));
                break;
            case TickOptionComputationMessage greeks:
                lines.TakeGreeks(greeks);
                break;
            case MarketRuleMessage rule:
                rules.Take(rule);
                break;
            case ContractDataMessage { ReqId: var id }:
                requests.Find(id)?.OnMessage(message);
                break;
            case ContractDataEndMessage { ReqId: var id }:
                requests.Find(id)?.OnMessage(message);
                break;
            case SecDefOptParamsMessage { ReqId: var id }:
                requests.Find(id)?.OnMessage(message);
                break;
            case SecDefOptParamsEndMessage { ReqId: var id }:
                requests.Find(id)?.OnMessage(message);
                break;
            case HistoricalTicksLastMessage { ReqId: var id }:
                requests.Find(id)?.OnMessage(message);
                break;
            case SymbolSamplesMessage { ReqId: var id }:
                requests.Find(id)?.OnMessage(message);
                break;
            case HistoricalDataMessage { ReqId: var id }:
                requests.Find(id)?.OnMessage(message);
                break;
            case HistoricalDataEndMessage { ReqId: var id }:
                requests.Find(id)?.OnMessage(message);
                break;
            case TickSnapshotEndMessage { ReqId: var id }:
                requests.Find(id)?.OnMessage(message);
                break;
            default:
                LogUnused(message.MessageId);
                break;
        }
    }

    public void OnUnknown(int id, ReadOnlySpan<byte> payload)
    {
        metrics.CountUnknown(id);
        if (_unknown.TryAdd(id, true))
        {
            LogUnknown(id, Convert.ToHexStringLower(payload[..Math.Min(payload.Length, 256)]));
        }
    }

    public void OnTrailing(int id, int count)
    {
        metrics.CountTrailing(id, count);
        if (_longer.TryAdd(id, true))
        {
            LogTrailing(id, count);
        }
    }

    private void RouteError(ErrMsgMessage error)
    {
        metrics.CountError(error.ErrorCode);
        var (meant, action) = (IbErrors.Classify(error.ErrorCode), IbErrors.Action(error.ErrorCode));
        if (action == IbErrorAction.PauseSending)
        {
            session.OnRateExceeded(error);
        }

        if (meant == IbErrorClass.Connectivity || error.Id < 0)
        {
            session.OnNotice(error);
        }
        else if (!RequestTable.IsRequestId(error.Id))
        {
            orders.TakeError(error);
            if (action == IbErrorAction.RaiseOrderIds)
            {
                session.OnDuplicateOrderId();
            }
        }
        else if (!lines.TryError(error))
        {
            requests.Find(error.Id)?.OnError(error.ErrorCode, error.ErrorMsg);
        }
    }

    private void Quarantine(ReadOnlySpan<byte> payload, Exception cause)
    {
        var (id, first, second) = Peek(payload);
        var name = id is { } known ? ((ServerMessageId)known).ToString() : "unreadable";
        metrics.CountQuarantined(name);
        var detail = $"{name}: {cause.Message}";
        LogQuarantined(name, Convert.ToHexStringLower(payload), cause);
        switch ((ServerMessageId?)id)
        {
            case ServerMessageId.OpenOrder or ServerMessageId.OrderStatus:
                orders.TakeUnreadable(UnreadableKind.Order, first, detail);
                break;
            case ServerMessageId.CompletedOrder:
                orders.TakeUnreadable(UnreadableKind.Order, null, detail);
                break;
            case ServerMessageId.ExecDetails:
                orders.TakeUnreadable(UnreadableKind.Execution, second, detail);
                break;
            case ServerMessageId.CommissionReport:
                orders.TakeUnreadable(UnreadableKind.Execution, null, detail);
                break;
            case ServerMessageId.Position:
                orders.TakeUnreadable(UnreadableKind.Position, null, detail);
                break;
            case ServerMessageId.ErrMsg or null:
                orders.TakeUnreadable(UnreadableKind.Other, null, detail);
                break;
        }
    }

    /// <summary>Message id and the two numbers behind it, as far as they are there.</summary>
    private static (int? Id, int? First, int? Second) Peek(ReadOnlySpan<byte> payload)
    {
        var fields = new FieldReader(payload, "quarantined");
        int? id = null, first = null;
        try
        {
            id = fields.ReadInt32("messageId");
            first = fields.ReadInt32("first");
            return (id, first, fields.ReadInt32("second"));
        }
        catch (TwsMessageException)
        {
            return (id, first, null);
        }
    }

    [LoggerMessage(EventId = 3302, Level = LogLevel.Error, Message = "Message {Name} is quarantined: {Hex}")]
    private partial void LogQuarantined(string name, string hex, Exception exception);

    [LoggerMessage(EventId = 3303, Level = LogLevel.Warning, Message = "Message id {Id} is unknown and skipped, now and later: {Hex}")]
    private partial void LogUnknown(int id, string hex);

    [LoggerMessage(EventId = 3304, Level = LogLevel.Information, Message = "Messages with id {Id} carry {Count} more fields than we read")]
    private partial void LogTrailing(int id, int count);

    [LoggerMessage(EventId = 3305, Level = LogLevel.Trace, Message = "Message {Id} is not used")]
    private partial void LogUnused(ServerMessageId id);
}
