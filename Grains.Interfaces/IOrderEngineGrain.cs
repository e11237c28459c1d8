using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;

namespace OrleansTrader.Grains.Interfaces;

/// <summary>The order management system of one account; the key is the account number. The only writer of the account's journal.</summary>
/// <remarks>Refuses to serve (and deactivates) where the lease is not held. Every call may be retried: the second has the result of the first.</remarks>
[Alias("trader.order-engine")]
public interface IOrderEngineGrain : IGrainWithStringKey
{
    /// <summary>Called by the bridge when the session needs the engine: activates it, attaches its token.</summary>
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>Takes broker events in order; returns when their consequences are durable. The bridge repeats a failed call with the same events.</summary>
    [Alias("broker-events")]
    Task OnBrokerEventsAsync(ImmutableArray<BrokerEvent> events);

    /// <summary>Keeps a report whose consequences the database refused again and again, like one that our rules cannot take (design R15). A repeat changes nothing.</summary>
    /// <param name="problem">What the database said.</param>
    [Alias("quarantine")]
    Task QuarantineAsync(BrokerEvent report, string problem);

    /// <summary>All actions of one strategy event. Returns when they are durable (accepted) or denied; sending goes on afterwards.</summary>
    [Alias("submit")]
    Task<SubmissionResult> SubmitAsync(StrategySubmission submission);

    [Alias("execute")]
    Task<CommandResult> ExecuteAsync(OperatorCommand command);

    /// <summary>What our limits and the broker would say to an order; nothing is placed or journaled.</summary>
    [Alias("what-if")]
    Task<WhatIfAnswer> WhatIfAsync(PlaceByHand order);

    /// <summary>What happened to a strategy's orders and fills after a journal sequence, for a restarted strategy (design R4).</summary>
    [Alias("catch-up")]
    Task<StrategyNews> CatchUpAsync(StrategyName strategy, long afterSeq);

    /// <summary>The durable state, bounded; read-only.</summary>
    [Alias("state")]
    Task<AccountView> GetState();
}

/// <param name="Denial">Why our own limits or conditions would stop it; null when they would not.</param>
/// <param name="Effect">Of the order, or of a bracket's parent; null when the broker refused or could not be asked.</param>
/// <param name="Problem">Why there is no effect; null when there is one.</param>
public sealed record WhatIfAnswer(Denial? Denial, WhatIfEffect? Effect, string? Problem);

/// <summary>Order and fill events of one strategy, in journal order, with its holdings after them.</summary>
/// <param name="Seq">The journal sequence up to which this is complete: the strategy's new cursor.</param>
public sealed record StrategyNews(
    long Seq,
    ImmutableArray<StrategyNewsItem> Items,
    ImmutableArray<Position> Positions,
    ImmutableArray<Order> WorkingOrders,
    StrategyStatus Status,
    Money Capital)
{
    /// <summary>The items are all there are after this sequence up to <see cref="Seq"/>; a strategy whose cursor is lower asks again. Null: not known, it asks too.</summary>
    public long? AfterSeq { get; init; }
}

/// <summary>Exactly one of the two is set.</summary>
public sealed record StrategyNewsItem(long Seq, Order? Order, Fill? Fill);
