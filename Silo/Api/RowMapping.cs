using System.Collections.Immutable;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Storage.Books;

namespace OrleansTrader.Silo.Api;

/// <summary>From what the grains show to the rows of the outside contract.</summary>
internal static class RowMapping
{
    public static IEnumerable<PositionRow> PositionRows(this AccountView view) => view.Positions.Select(p => new PositionRow(
        view.Account, p.Strategy, p.ConId, p.Symbol, p.Quantity.Value, p.AveragePrice?.Value, p.OpenCost, p.RealizedPnl, p.Commission, p.Cash, p.Currency));

    /// <param name="orders">Any orders of the view's account.</param>
    public static IEnumerable<OrderRow> OrderRows(this AccountView view, IEnumerable<Order> orders)
    {
        var symbols = view.Symbols();
        return orders.Select(order => order.ToRow(view.Account, symbols));
    }

    public static FillRow ToRow(this PastFill past, AccountView view)
    {
        var f = past.Fill;
        return new FillRow(
            view.Account, f.ExecId, f.Strategy, f.ConId, f.Symbol, f.Side, f.Quantity.Value, f.Price.Value, f.Currency, f.At, f.Order, f.Source, f.Cause,
            Attribution.Suggest(view, f), past.Commission?.Amount, past.Commission?.Currency);
    }

    /// <summary>What a strategy made of its capital; nulls where currencies differ or a price is missing.</summary>
    public static StrategyRow WithProfit(this StrategyRow row, IEnumerable<HoldingView> portfolio)
    {
        var holdings = portfolio.Where(holding => holding.Strategy == row.Name).ToArray();
        var foreign = holdings.Any(holding => holding.Currency != row.Currency);
        decimal? realized = foreign ? null : holdings.Sum(static holding => holding.RealizedPnl - holding.Commission);
        var unrealized = foreign ? null : holdings.Aggregate((decimal?)0, static (sum, holding) => sum + holding.UnrealizedPnl);
        return row with { RealizedPnl = realized, UnrealizedPnl = unrealized, Equity = row.Capital + realized + unrealized };
    }

    public static IEnumerable<TargetRow> TargetRows(this AccountView view)
    {
        var symbols = view.Symbols();
        var held = view.Positions.ToDictionary(static p => (p.Strategy, p.ConId), static p => p.Quantity.Value);
        return view.Targets.Select(t => new TargetRow(
            view.Account,
            t.Strategy,
            t.ConId,
            symbols.GetValueOrDefault(t.ConId),
            t.Quantity.Value,
            held.GetValueOrDefault((t.Strategy, t.ConId)),
            (t.Policy as ExecutionPolicy.AtLimit)?.Price.Value,
            t.At,
            t.Policy.Name));
    }

    public static IEnumerable<QuarantineRow> QuarantineRows(this AccountView view) => view.Quarantine.Select(q => new QuarantineRow(
        view.Account, q.Seq, q.At, q.Kind, q.ConId, q.Problem, q.Report));

    public static IEnumerable<LimitRow> LimitRows(this AccountView view) => view.Limits.Select(limit => new LimitRow(
        view.Account, limit.Strategy, limit.Limit, limit.Value, limit.Change?.By, limit.Change?.Reason, limit.Change?.At));

    public static IEnumerable<RestrictionRow> RestrictionRows(this AccountView view) => view.Restricted.Select(row => new RestrictionRow(
        view.Account, row.ConId, row.Restriction.By, row.Restriction.Reason, row.Restriction.At));

    public static ProofRow ToRow(this ContractProof proof, AccountId account) => new(
        account,
        proof.ConId,
        proof.Symbol,
        proof.State,
        proof.Strategies.ToImmutableSortedDictionary(static pair => pair.Key.Value, static pair => pair.Value.Value, StringComparer.Ordinal),
        proof.Transactions.Value,
        proof.Broker?.Value,
        proof.Tables?.Value,
        proof.Since,
        proof.Cause,
        proof.Repair);

    public static ContractRow ToRow(this ContractView view) => new(
        view.ConId,
        view.Symbol,
        view.Quote?.Bid?.Value,
        view.Quote?.Ask?.Value,
        view.Quote?.Last?.Value,
        view.Quote?.At,
        view.LastBarAt,
        view.Stale,
        view.Lines,
        view.Subscribers,
        view.Quotes,
        view.Conflated,
        view.Bars,
        view.Resubscriptions,
        view.Gaps.Length,
        view.GapsFilled,
        view.Quality,
        view.Problem,
        view.Trades,
        view.BarsDeferred,
        view.TradesLost);

    public static AccountRow ToRow(this AccountView view) => new(
        view.Account,
        view.State,
        view.Adopting,
        view.KillLatch,
        view.Synchronized,
        view.Proof.Count(static proof => proof.State == ProofState.Proven),
        view.Proof.Count(static proof => proof.State == ProofState.Settling),
        view.Proof.Count(static proof => proof.State == ProofState.Mismatch),
        view.Counters,
        null);

    private static OrderRow ToRow(this Order order, AccountId account, Dictionary<ConId, string> symbols) => new(
        account,
        order.Id,
        order.Intent.Strategy,
        order.Intent.ConId,
        symbols.GetValueOrDefault(order.Intent.ConId),
        order.Intent.Side,
        order.Intent.Quantity.Value,
        order.Intent.Terms.Name,
        (order.Intent.Terms.Worst() ?? order.Intent.Terms.Trigger())?.Value,
        order.Intent.TimeInForce,
        order.Status,
        order.Filled.Value,
        order.AveragePrice?.Value,
        order.OrderId,
        order.PermIds is [.., var newest] ? newest : null,
        order.Intent.Purpose,
        order.Reason,
        order.IntendedAt,
        order.UpdatedAt,
        order.Intent.Terms.Worst()?.Value,
        order.Intent.Terms.Trigger()?.Value,
        order.Intent.OutsideRth,
        order.Intent.GoodTill,
        order.Intent.Oca?.Name,
        order.Intent.Bracket?.Parent,
        order.Intent.Algo,
        order.CancelRequested);

    private static Dictionary<ConId, string> Symbols(this AccountView view) => view.Proof
        .Select(static proof => (proof.ConId, proof.Symbol))
        .Concat(view.Positions.Select(static position => (position.ConId, position.Symbol)))
        .Concat(view.RecentFills.Select(static fill => (fill.ConId, fill.Symbol)))
        .DistinctBy(static pair => pair.ConId)
        .ToDictionary();
}
