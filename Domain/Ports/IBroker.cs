using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Ports;

/// <summary>The order side of the one gateway session. Implemented by the bridge in the process that holds the lease.</summary>
/// <remarks>Events come back through the engine's <c>OnBrokerEventsAsync</c>, kept by the bridge until that call returns.</remarks>
public interface IBroker
{
    /// <summary>The session's state now and what it forbids.</summary>
    BrokerCondition Condition { get; }

    /// <summary>Makes <paramref name="token"/> the only one that may send for the account, and puts the account back to synchronizing on the same socket (design R2).</summary>
    /// <exception cref="StaleTokenException">A greater token is attached.</exception>
    Task AttachAsync(AccountId account, EngineToken token, CancellationToken cancellationToken);

    /// <summary>For how many messages at once slots can be had: more must be decided in parts.</summary>
    int LargestOrderBatch { get; }

    /// <summary>Waits for pacing slots of the order lane (design R9). Take them before the intent is journaled, so that no committed intent waits in a queue.</summary>
    /// <remarks>
    /// All or none at a time, first come first served: nobody who waits holds what another waits for. A slot is held until an order, a change or a what-if is sent with it, whatever becomes of that, or until it is given back: so what waits for a slow commit leaves within the
    /// message rate. A newer token takes back all of them.
    /// </remarks>
    /// <returns>False when the lane was emptied (kill, disconnect): plan again later; no slot is held.</returns>
    /// <exception cref="ArgumentOutOfRangeException">More messages than <see cref="LargestOrderBatch"/>.</exception>
    ValueTask<bool> AcquireOrderSlotAsync(CancellationToken cancellationToken, int messages = 1);

    /// <summary>Gives back slots with which nothing will be sent.</summary>
    void ReleaseOrderSlots(int count);

    /// <summary>Writes the order to the socket under a fresh order id, at once.</summary>
    /// <param name="parentOrderId">The wire id of its bracket's parent; null for none.</param>
    /// <returns>What happened; <see cref="SendOutcome.Unclear"/> when bytes may have left.</returns>
    /// <exception cref="StaleTokenException">Another token is attached, or the lease was renewed: nothing was written. So for every method that takes a token.</exception>
    ValueTask<SendResult> PlaceAsync(EngineToken token, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null);

    /// <summary>Writes changed terms or quantity for a working order under its own order id.</summary>
    ValueTask<SendResult> ModifyAsync(EngineToken token, int orderId, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null);

    /// <summary>Asks what an order would do to margin and cost; no order is made, one order id is used up.</summary>
    /// <exception cref="GatewayRequestException">The broker would refuse the order, or gave no answer.</exception>
    Task<WhatIfEffect> WhatIfAsync(EngineToken token, OrderIntent intent, Instrument instrument, CancellationToken cancellationToken);

    /// <summary>Writes a cancel. Never waits behind anything.</summary>
    ValueTask<SendResult> CancelAsync(EngineToken token, int orderId);

    /// <summary>Cancels every order of the login, other programs' too: emergency use only.</summary>
    ValueTask<SendResult> GlobalCancelAsync(EngineToken token);

    /// <summary>Asks for all lists of R8 again; returns the number that the closing <see cref="SynchronizationEnded"/> will carry; a newer wish in between raises it.</summary>
    ValueTask<long> SynchronizeAsync(EngineToken token, CancellationToken cancellationToken);
}

/// <param name="Session">Rises with every socket.</param>
/// <param name="AllowOrders">The setting, with the live confirmation of design P9 checked.</param>
/// <param name="HasLease">False as soon as the lease is lost or doubtful.</param>
/// <param name="OpenedAt">When this session's socket was opened; without it no order is ever settled by absence (design R6).</param>
/// <param name="KeepsLease">The lease is held, or in doubt because the database is away: cancels pass (design R10).</param>
public sealed record BrokerCondition(
    SessionState State, long Session, bool AllowOrders, bool HasLease, int ClientId, DateTimeOffset? OpenedAt = null, bool KeepsLease = false)
{
    public bool MaySend => State == SessionState.Ready && HasLease && AllowOrders;

    /// <summary>Not while IB's servers are away (1100): a cancel that the gateway keeps to itself would pass for one that was sent (design P7).</summary>
    public bool MayCancel => State == SessionState.Ready && (HasLease || KeepsLease) && AllowOrders;
}

public enum SendOutcome
{
    /// <summary>The bytes were handed to the operating system.</summary>
    Written = 1,

    /// <summary>Nothing was written; the reason says why.</summary>
    NotSent = 2,

    /// <summary>The write failed midway: nobody knows.</summary>
    Unclear = 3,
}

/// <param name="OrderId">The id used on the wire; null when nothing was written.</param>
public readonly record struct SendResult(SendOutcome Outcome, int? OrderId, string? Reason);

/// <summary>A newer activation or lease holder exists; the caller must stop (design R2).</summary>
public sealed class StaleTokenException(string message) : Exception(message);
