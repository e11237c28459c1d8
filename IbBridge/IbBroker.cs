using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Orders;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge;

/// <summary>The writer of orders. Everything that decides whether bytes may leave is checked under one lock, on the thread that writes them (design R2).</summary>
internal sealed partial class IbBroker(
    GatewayLink link,
    PacingGate pacing,
    OrderIds ids,
    SentOrders sent,
    WhatIfs whatIfs,
    ILease lease,
    IbBridgeOptions options,
    BridgeMetrics metrics,
    TimeProvider clock,
    ILogger<IbBroker> logger) : IBroker
{
    private const string NoOrderId = "no reserved order id is left; the next step is being reserved";

    private readonly Lock _writer = new();
    private EngineToken? _token;
    private volatile string? _account;
    private int _toppingUp;

    /// <summary>Raised when a synchronization is wanted without a change of state.</summary>
    public event Action? RefreshWanted;

    public BrokerCondition Condition
    {
        get
        {
            var (state, session, openedAt) = link.Now;
            return new BrokerCondition(state, session, MayTrade, lease.Epoch is not null, options.ClientId, openedAt, lease.KeptEpoch is not null);
        }
    }

    /// <summary>Design P9: a live account must be named twice.</summary>
    private bool MayTrade => options.AllowOrders
        && _account is { } account
        && (account.StartsWith('D') || account == options.ConfirmLive);

    /// <summary>The account of this login, known from the login on.</summary>
    public void Serve(AccountId account) => _account = account.Value;

    public Task AttachAsync(AccountId account, EngineToken token, CancellationToken cancellationToken)
    {
        lock (_writer)
        {
            if (_token is { } attached && token < attached)
            {
                throw new StaleTokenException($"{token} is older than the attached {attached}.");
            }

            if (_token == token)
            {
                return Task.CompletedTask;
            }

            _token = token;
        }

        LogAttached(account, token);
        pacing.Empty(PacingLane.Order);
        pacing.ReturnAll(); // Nothing of an older activation can be written any more.
        link.Apply(SessionEvent.EngineAttached, $"engine {token.LeaseEpoch}.{token.EngineEpoch} attached");
        return Task.CompletedTask;
    }

    public int LargestOrderBatch => pacing.LargestBatch(PacingLane.Order);

    public async ValueTask<bool> AcquireOrderSlotAsync(CancellationToken cancellationToken, int messages = 1) =>
        CannotPlace() is null && await pacing.AcquireAsync(PacingLane.Order, cancellationToken, messages);

    public void ReleaseOrderSlots(int count) => pacing.Return(count);

    public ValueTask<SendResult> PlaceAsync(EngineToken token, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null)
    {
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(instrument);
        SendResult result;
        lock (_writer)
        {
            ThrowIfStale(token);
            result = Charged(CannotPlace() is { } reason ? NotSent(reason) : PlaceLocked(intent, instrument, orderRef, parentOrderId));
        }

        TopUp();
        return Done("place", result);
    }

    public ValueTask<SendResult> ModifyAsync(EngineToken token, int orderId, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null)
    {
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(instrument);
        lock (_writer)
        {
            ThrowIfStale(token);
            var result = Charged(CannotPlace() is { } reason ? NotSent(reason)
                : TryTranslate(orderId, intent, instrument, orderRef, parentOrderId, out var request) is { } problem ? NotSent(problem)
                : Write(orderId, OrderWrite.Modify, Transmitted(request!)));
            return Done("modify", result);
        }
    }

    public async Task<WhatIfEffect> WhatIfAsync(EngineToken token, OrderIntent intent, Instrument instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(instrument);
        var (orderId, answer) = AskWhatIf(token, intent, instrument);
        TopUp();
        try
        {
            return await answer.WaitAsync(WhatIfs.Patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new GatewayRequestException(0, "The broker did not say what the order would do.");
        }
        finally
        {
            whatIfs.Forget(orderId);
        }
    }

    public async ValueTask<SendResult> CancelAsync(EngineToken token, int orderId)
    {
        var slot = await AcquireCancelSlotAsync(token);
        lock (_writer)
        {
            ThrowIfStale(token);
            var result = (slot ?? CannotCancel()) is { } reason ? NotSent(reason) : Write(orderId, OrderWrite.Cancel, new CancelOrderRequest { OrderId = orderId });
            return Finish("cancel", result);
        }
    }

    public async ValueTask<SendResult> GlobalCancelAsync(EngineToken token)
    {
        var slot = await AcquireCancelSlotAsync(token);
        lock (_writer)
        {
            ThrowIfStale(token);
            pacing.Empty(PacingLane.Order);
            var result = (slot ?? CannotCancel()) is { } reason ? NotSent(reason) : Write(null, OrderWrite.Cancel, new GlobalCancelRequest());
            return Finish("global cancel", result);
        }
    }

    public ValueTask<long> SynchronizeAsync(EngineToken token, CancellationToken cancellationToken)
    {
        lock (_writer)
        {
            ThrowIfStale(token);
        }

        var number = link.WantSynchronization();
        RefreshWanted?.Invoke();
        return ValueTask.FromResult(number);
    }

    /// <summary>Waits for a slot of the first lane; the reason when there is none to be had.</summary>
    private async ValueTask<string?> AcquireCancelSlotAsync(EngineToken token)
    {
        lock (_writer)
        {
            ThrowIfStale(token);
        }

        return CannotCancel() ?? (await pacing.AcquireAsync(PacingLane.Cancel, CancellationToken.None) ? null : "the session ended");
    }

    private (int OrderId, Task<WhatIfEffect> Answer) AskWhatIf(EngineToken token, OrderIntent intent, Instrument instrument)
    {
        lock (_writer)
        {
            ThrowIfStale(token);
            var orderId = 0;
            var result = Charged(CannotPlace() is { } reason ? NotSent(reason)
                : !ids.TryTake(out orderId) ? NotSent(NoOrderId)
                : TryTranslate(orderId, intent, instrument, "what-if", null, out var request) is { } problem ? NotSent(problem)
                : Asked(orderId, request!));
            return result.Outcome == SendOutcome.Written
                ? (orderId, whatIfs.Answer(orderId))
                : throw new GatewayRequestException(0, $"The broker cannot be asked: {result.Reason}.");
        }
    }

    private SendResult Asked(int orderId, PlaceOrderRequest request)
    {
        whatIfs.Asking(orderId);
        var result = Write(orderId, OrderWrite.Place, request with { Order = request.Order with { WhatIf = true, OrderRef = null } });
        if (result.Outcome != SendOutcome.Written)
        {
            whatIfs.Forget(orderId);
        }

        return result;
    }

    /// <summary>The slot taken for the message is used up when bytes may have left, else free again.</summary>
    private SendResult Charged(SendResult result)
    {
        if (result.Outcome == SendOutcome.NotSent)
        {
            pacing.Return(1);
        }
        else
        {
            pacing.Spend();
        }

        return result;
    }

    /// <summary>What changes is in the market already.</summary>
    private static PlaceOrderRequest Transmitted(PlaceOrderRequest request) => request with { Order = request.Order with { Transmit = true } };

    /// <summary>The order is known under its id before the first byte leaves: an answer may be faster than the write's return.</summary>
    private SendResult PlaceLocked(OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId)
    {
        if (!ids.TryTake(out var orderId))
        {
            return NotSent(NoOrderId);
        }

        if (TryTranslate(orderId, intent, instrument, orderRef, parentOrderId, out var request) is { } problem)
        {
            return NotSent(problem);
        }

        sent.Placing(orderId, intent.Id);
        return Write(orderId, OrderWrite.Place, request!);
    }

    /// <returns>Why the wire has no words for the order; null when it has: whatever goes wrong here, no byte has left.</returns>
    private string? TryTranslate(int orderId, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId, out PlaceOrderRequest? request)
    {
        request = null;
        try
        {
            request = IbContracts.ToRequest(orderId, options.ClientId, AccountId.Of(_account!), intent, instrument, orderRef, parentOrderId);
            return null;
        }
        catch (Exception e)
        {
            return $"the order cannot be written: {e.Message}";
        }
    }

    private SendResult Write(int? orderId, OrderWrite write, ClientMessage message)
    {
        if (link.Connection is not { } connection)
        {
            return NotSent("no connection");
        }

        if (orderId is { } id && write != OrderWrite.Place)
        {
            sent.Writing(id, write);
        }

        try
        {
            connection.Send(message);
            return new SendResult(SendOutcome.Written, orderId, null);
        }
        catch (Exception e) when (e is IOException or TwsMessageException)
        {
            return NotSent(e.Message);
        }
        catch (SocketException e)
        {
            return new SendResult(SendOutcome.Unclear, orderId, e.Message);
        }
    }

    /// <summary>Only the newest activation of the engine, under the lease held now, may write.</summary>
    private void ThrowIfStale(EngineToken token)
    {
        if (_token != token)
        {
            throw new StaleTokenException($"{token} is not the attached token ({_token}): another engine owns the account.");
        }

        if (lease.KeptEpoch is { } epoch && epoch != token.LeaseEpoch)
        {
            throw new StaleTokenException($"{token} belongs to an earlier lease; this one is {epoch}.");
        }
    }

    private string? CannotPlace() =>
        CannotCancel()
        ?? (lease.Epoch is null ? "the lease is in doubt: the database is away" : null)
        ?? (RestartWindow.Contains(options.RestartWindow, clock.GetUtcNow()) ? "the gateway is about to restart" : null);

    private string? CannotCancel() =>
        !MayTrade ? "orders are not allowed (IbBridge:AllowOrders, IbBridge:ConfirmLive)"
        : lease.KeptEpoch is null ? "the lease is not held"
        : link.State != SessionState.Ready ? $"the session is {link.State}"
        : null;

    private ValueTask<SendResult> Done(string kind, SendResult result) => ValueTask.FromResult(Finish(kind, result));

    private SendResult Finish(string kind, SendResult result)
    {
        metrics.CountSend(kind, result.Outcome.ToString());
        if (result.Outcome != SendOutcome.Written)
        {
            LogNotWritten(kind, result.Outcome, result.OrderId, result.Reason);
        }

        return result;
    }

    private static SendResult NotSent(string reason) => new(SendOutcome.NotSent, null, reason);

    /// <summary>Reserves the next order ids before these run out, one reservation at a time; a failure is tried again at the next order.</summary>
    private void TopUp()
    {
        if (ids.RunsLow && Interlocked.Exchange(ref _toppingUp, 1) == 0)
        {
            _ = TopUpAsync(); // Owned by the flag: it ends by itself and reports its failure.
        }
    }

    private async Task TopUpAsync()
    {
        try
        {
            await Task.Yield(); // The order that noticed must not wait for the store.
            await ids.TopUpAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotReserved(e);
        }
        finally
        {
            Volatile.Write(ref _toppingUp, 0);
        }
    }

    [LoggerMessage(EventId = 3501, Level = LogLevel.Information, Message = "Engine of {Account} attached with {Token}")]
    private partial void LogAttached(AccountId account, EngineToken token);

    [LoggerMessage(EventId = 3502, Level = LogLevel.Warning, Message = "A {Kind} was {Outcome} (order {OrderId}): {Reason}")]
    private partial void LogNotWritten(string kind, SendOutcome outcome, int? orderId, string? reason);

    [LoggerMessage(EventId = 3503, Level = LogLevel.Error, Message = "Order ids could not be reserved; no order leaves once the reserved ones are used up")]
    private partial void LogNotReserved(Exception exception);
}
