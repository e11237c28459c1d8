using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Risk;

/// <summary>Looks at results once a second: marks where days and peaks begin, and reduces or halts what lost too much.</summary>
/// <remarks>
/// Marks are journaled, so that a restart does not forget a loss: at the first look of a day, and when a peak is beaten by more than a hundredth of the limit.
/// A strategy or account that a person sets to Active again begins with fresh marks: it may lose the limit once more.
/// </remarks>
public static class RiskWatch
{
    private const decimal Step = 0.01m;

    /// <param name="day">The broker's day: it begins at midnight of its zone.</param>
    public static ImmutableArray<BookEvent> Look(Book book, BrokerView view, TradingEnvironment environment, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(environment);
        if (!view.Synchronized)
        {
            return [];
        }

        var account = environment.LimitsOf(book, null);
        return
        [
            .. book.Strategies.OrderBy(static pair => pair.Key.Value, StringComparer.Ordinal).SelectMany(pair => Strategy(book, view, pair.Key, pair.Value, environment, day)),
            .. account.MaxAccountDailyLoss is { } limit ? Account(book, view, limit, account.OnLossLimit, environment, day) : [],
        ];
    }

    /// <summary>Working orders that would open or add, to be cancelled when only reducing is left.</summary>
    public static IEnumerable<BookEvent> CancelOpening(Book book, StrategyName? strategy, string reason)
    {
        ArgumentNullException.ThrowIfNull(book);
        return book.LiveOrders
            .Where(order => !order.CancelRequested && (strategy is null || order.Intent.Strategy == strategy) && !Reduces(book, order))
            .Select(order => (BookEvent)new CancelRequested(order.Id, reason));
    }

    private static bool Reduces(Book book, Order order)
    {
        var position = book.PositionOf(new Holding(order.Intent.Strategy, order.Intent.ConId)).Value;
        return Math.Sign(position) == -order.Intent.Side.Sign() && Exposure.AtWorst(order) <= Math.Abs(position);
    }

    private static IEnumerable<BookEvent> Strategy(Book book, BrokerView view, StrategyName name, StrategyBooks strategy, TradingEnvironment environment, DateOnly day)
    {
        var limits = environment.LimitsOf(book, name);
        if (limits is { MaxDailyLoss: null, MaxDrawdown: null })
        {
            yield break;
        }

        var equity = Valuation.EquityOf(book, view, name, environment);
        var mark = book.Marks.GetValueOrDefault(EquityMark.KeyOf(name));
        if (Marked(mark, equity, day, limits.MaxDrawdown ?? decimal.MaxValue) is { } next)
        {
            yield return new EquityMarked(name, next.Day, next.Opening, next.Peak);
        }

        var (opening, peak) = mark is { } known && known.Day == day ? (known.Opening, Math.Max(known.Peak, equity)) : (equity, Math.Max(mark?.Peak ?? equity, equity));
        var breach = opening - equity >= limits.MaxDailyLoss ? $"it lost {opening - equity:0.##} today, the limit is {limits.MaxDailyLoss}"
            : peak - equity >= limits.MaxDrawdown ? $"it is {peak - equity:0.##} below its best, the limit is {limits.MaxDrawdown}"
            : null;
        if (breach is null || strategy.Trading >= limits.OnLossLimit)
        {
            yield break;
        }

        yield return new StrategyStateSet(name, limits.OnLossLimit, "risk", breach);
        yield return new Notified(NotificationLevel.Alarm, "risk", $"{name} is {limits.OnLossLimit}: {breach}.");
        foreach (var cancel in CancelOpening(book, name, $"{name} is {limits.OnLossLimit}"))
        {
            yield return cancel;
        }
    }

    private static IEnumerable<BookEvent> Account(Book book, BrokerView view, decimal limit, TradingState onBreach, TradingEnvironment environment, DateOnly day)
    {
        var equity = Valuation.EquityOf(book, view, null, environment);
        var mark = book.Marks.GetValueOrDefault(EquityMark.Account);
        if (Marked(mark, equity, day, decimal.MaxValue) is { } next)
        {
            yield return new EquityMarked(null, next.Day, next.Opening, next.Peak);
        }

        if (mark is null || mark.Day != day || mark.Opening - equity < limit || book.State >= onBreach)
        {
            yield break;
        }

        var breach = $"the account lost {mark.Opening - equity:0.##} today, the limit is {limit}";
        yield return new AccountStateSet(onBreach, "risk", breach);
        yield return new Notified(NotificationLevel.Alarm, "risk", $"The account is {onBreach}: {breach}.");
        foreach (var cancel in CancelOpening(book, null, $"account {onBreach}"))
        {
            yield return cancel;
        }
    }

    /// <summary>The mark to journal; null while the known one serves.</summary>
    private static EquityMark? Marked(EquityMark? mark, decimal equity, DateOnly day, decimal scale) => mark switch
    {
        null => new EquityMark(day, equity, equity),
        _ when mark.Day != day => new EquityMark(day, equity, Math.Max(mark.Peak, equity)),
        _ when scale != decimal.MaxValue && equity > mark.Peak + (scale * Step) => mark with { Peak = equity },
        _ => null,
    };
}
