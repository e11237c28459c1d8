using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>How limits, restrictions, states and what strategies send change the book.</summary>
internal static class RiskFold
{
    public static Book On(Book book, LimitChanged e, DateTimeOffset at)
    {
        var key = new LimitKey(e.Strategy, e.Limit);
        return book with { Limits = e.FromSettings ? book.Limits.Remove(key) : book.Limits.SetItem(key, new LimitChange(e.Value, e.By, e.Reason, at)) };
    }

    public static Book On(Book book, RestrictionSet e, DateTimeOffset at) => book with
    {
        Restricted = e.Restricted ? book.Restricted.SetItem(e.ConId, new Restriction(e.By, e.Reason, at)) : book.Restricted.Remove(e.ConId),
    };

    public static Book On(Book book, StrategyStateSet e) => book.Strategies.TryGetValue(e.Strategy, out var strategy)
        ? Fresh(book, e.State, e.Strategy) with { Strategies = book.Strategies.SetItem(e.Strategy, strategy with { Trading = e.State, Reason = e.Reason }) }
        : book;

    /// <summary>Resumed from a state that a limit or an operator gave it.</summary>
    public static Book Resumed(Book book, StrategyStatusSet e) =>
        e.Status == StrategyStatus.Active && book.Strategies.TryGetValue(e.Strategy, out var strategy) && strategy.Trading != TradingState.Active
            ? Fresh(book, TradingState.Active, e.Strategy)
            : book;

    public static Book On(Book book, AccountStateSet e) => Fresh(book, e.State, null) with { State = e.State };

    public static Book On(Book book, EquityMarked e) => book with
    {
        Marks = book.Marks.SetItem(EquityMark.KeyOf(e.Strategy), new EquityMark(e.Day, e.Opening, e.Peak)),
    };

    /// <param name="order">False for a cancel.</param>
    public static Book Sent(this Book book, StrategyName strategy, DateTimeOffset at, bool order) => book with
    {
        Traffic = book.Traffic.SetItem(strategy, (book.Traffic.GetValueOrDefault(strategy) ?? OrderTraffic.None).Sent(at, order)),
    };

    /// <summary>The order had its first fill.</summary>
    public static Book Executed(this Book book, StrategyName strategy, DateTimeOffset at) => book with
    {
        Traffic = book.Traffic.SetItem(strategy, (book.Traffic.GetValueOrDefault(strategy) ?? OrderTraffic.None).Filled(at)),
    };

    /// <summary>Set to Active again it begins with fresh marks.</summary>
    private static Book Fresh(Book book, TradingState state, StrategyName? strategy) =>
        state == TradingState.Active ? book with { Marks = book.Marks.Remove(EquityMark.KeyOf(strategy)) } : book;
}
