using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Strategies;

/// <summary>All a strategy sees and does. Valid during one callback only.</summary>
public interface IStrategyContext
{
    StrategyName Name { get; }

    /// <summary>Market time, UTC.</summary>
    DateTimeOffset Now { get; }

    Money Capital { get; }

    bool WarmingUp { get; }

    /// <summary>The contract a feed of the plan resolved to.</summary>
    /// <exception cref="KeyNotFoundException">The plan has no such feed.</exception>
    Instrument Instrument(string name);

    ImmutableArray<Instrument> Instruments { get; }

    /// <summary>What this strategy holds of the contract, from booked executions.</summary>
    PositionQuantity Position(ConId conId);

    /// <summary>What this strategy last asked to hold; null before the first time, after a denial and after a restart.</summary>
    PositionQuantity? Target(ConId conId);

    /// <summary>This strategy's orders that may still fill, unacknowledged ones too.</summary>
    ImmutableArray<Order> WorkingOrders(ConId conId);

    /// <summary>The newest quote; null before the first.</summary>
    Quote? Quote(ConId conId);

    /// <summary>The contract's regular session running now, else the next one known; null when the exchange's hours are not known that far.</summary>
    Session? Session(ConId conId);

    /// <summary>What the contract's data is worth now: live, frozen, delayed, or stale after a line went silent. Trade on stale data at your own risk.</summary>
    DataQuality Quality(ConId conId);

    /// <summary>The newest order book of a feed with <see cref="Feed.Depth"/>; null before the first.</summary>
    MarketDepth? Depth(ConId conId);

    /// <summary>The newest greeks of an option whose feed has <see cref="Feed.Greeks"/>; null before the first.</summary>
    OptionGreeks? Greeks(ConId conId);

    /// <summary>The last finished bars of a subscribed size, oldest first, at most <paramref name="count"/>.</summary>
    ImmutableArray<Bar> Bars(ConId conId, BarSize size, int count);

    /// <summary>Wants to hold this signed quantity; the engine works out the orders. The last call of a callback wins.</summary>
    void SetTarget(ConId conId, decimal quantity, ExecutionPolicy? policy = null);

    /// <summary>Places one order itself.</summary>
    /// <param name="attributes">Outside hours, good till, OCA group, algo; null for a plain order.</param>
    ClientOrderId Place(ConId conId, Side side, decimal quantity, OrderTerms terms, TimeInForce timeInForce = TimeInForce.Day, OrderAttributes? attributes = null);

    /// <summary>Places an order with exits that work once it fills; one exit takes the other away (<see cref="Bracket.TakeProfitOf"/>, <see cref="Bracket.StopLossOf"/>).</summary>
    /// <returns>The parent's id.</returns>
    ClientOrderId PlaceBracket(ConId conId, Side side, decimal quantity, OrderTerms entry, BracketExits exits);

    /// <summary>Asks for another size or price of a working order of this strategy; null leaves it. The type stays.</summary>
    /// <param name="quantity">The new total, what is filled included.</param>
    void Modify(ClientOrderId order, decimal? quantity = null, OrderTerms? terms = null);

    void Cancel(ClientOrderId order);

    /// <summary>Calls <see cref="IStrategy.OnTimer"/> once at this instant; the same name again moves it.</summary>
    void SetTimer(string name, DateTimeOffset at);

    /// <summary>A timer so long before the next close of the contract's regular session for which that is still to come; half days and holidays are the exchange's own.</summary>
    /// <returns>When it will ring; null, and no timer, when the exchange's hours are not known that far.</returns>
    DateTimeOffset? SetTimerBeforeClose(string name, ConId conId, TimeSpan before);

    /// <summary>A timer so long after the next opening of the contract's regular session for which that is still to come.</summary>
    /// <inheritdoc cref="SetTimerBeforeClose" path="/returns"/>
    DateTimeOffset? SetTimerAfterOpen(string name, ConId conId, TimeSpan after);

    void Log(string text);

    /// <summary>Tells the operator.</summary>
    void Notify(string text);
}
