using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Exchange;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Control;

/// <summary>Everything that happened, as the exchange saw it: the judge of every test.</summary>
/// <param name="Executions">The newest revision of each trade; a busted one is not listed.</param>
public sealed record Ledger(
    DateTimeOffset At,
    IReadOnlyList<LedgerOrder> Orders,
    IReadOnlyList<LedgerExecution> Executions,
    IReadOnlyList<LedgerCommission> Commissions,
    IReadOnlyList<LedgerPosition> Positions,
    IReadOnlyList<LedgerAccount> Accounts,
    IReadOnlyList<LedgerRevision> Revisions,
    IReadOnlyList<LedgerSettlement> Settlements)
{
    internal static Ledger Of(ExchangeFloor floor) => new(
        floor.Now,
        [.. floor.State.Orders.OrderBy(static o => o.PermId).Select(order => OrderOf(floor, order))],
        [.. Standing(floor).Select(execution => ExecutionOf(floor, execution))],
        [.. Standing(floor).Select(static e => new LedgerCommission(e.ExecId.Value, e.Commission, "USD", e.RealizedPnl))],
        [.. floor.State.Accounts.Values.SelectMany(account => account.Positions.Select(p => new LedgerPosition(
            account.Id.Value, p.Key, floor.Listing(ConId.Of(p.Key)).Instrument.Symbol, p.Value.Quantity, p.Value.AverageCost, p.Value.Realized)))],
        [.. floor.State.Accounts.Values.Select(account => new LedgerAccount(
            account.Id.Value, floor.State.OpeningCash(account.Id.Value), account.Cash, floor.Value(account).NetLiquidation))],
        [.. floor.State.Revisions.Select(static r => new LedgerRevision(r.Old.Value, r.New.Value))],
        [.. floor.State.Executions.Where(static e => e.Settlement is not null).Select(e => new LedgerSettlement(
            e.Account.Value, e.ConId.Value, floor.Listing(e.ConId).Instrument.Symbol, e.Settlement!.Value.ToString(), Word(e.Side), e.Quantity.Value, e.Price.Value, e.At, e.RealizedPnl))]);

    private static IEnumerable<SimulatedExecution> Standing(ExchangeFloor floor) =>
        floor.State.Executions.Where(static e => !e.Quantity.IsZero && e.Settlement is null);

    internal static LedgerOrder OrderOf(ExchangeFloor floor, SimulatedOrder order) => new(
        order.Account.Value, order.ClientId, order.OrderId, order.PermId, order.OrderRef, order.ConId.Value, floor.Listing(order.ConId).Instrument.Symbol,
        Word(order.Side), order.Quantity.Value, order.Words.OrderType,
        order.Words.LimitPrice, order.Words.TrailStopPrice ?? order.Words.AuxPrice, order.Words.Tif, WireOrders.Status(order.Status).ToWire(), order.Filled.Value, order.Leaves.Value,
        order.Filled.IsZero ? null : order.AverageFillPrice, order.Commission, order.Reason, order.PlacedAt, order.EndedAt);

    private static LedgerExecution ExecutionOf(ExchangeFloor floor, SimulatedExecution execution) => new(
        execution.ExecId.Value, execution.Account.Value, execution.ClientId, execution.OrderId, execution.PermId, execution.OrderRef,
        execution.ConId.Value, floor.Listing(execution.ConId).Instrument.Symbol, Word(execution.Side), execution.Quantity.Value, execution.Price.Value,
        execution.At, execution.CumulativeQuantity.Value, execution.Commission, execution.RealizedPnl);

    private static string Word(Side side) => side == Side.Buy ? "BUY" : "SELL";
}

/// <param name="OrderId">0 for an order placed by hand.</param>
/// <param name="Status">IB's word.</param>
public sealed record LedgerOrder(
    string Account, int ClientId, int OrderId, long PermId, string? OrderRef, int ConId, string Symbol, string Side, decimal Quantity, string OrderType,
    decimal? LimitPrice, decimal? StopPrice, string TimeInForce, string Status, decimal Filled, decimal Remaining, decimal? AverageFillPrice,
    decimal Commission, string? Reason, DateTimeOffset PlacedAt, DateTimeOffset? EndedAt);

public sealed record LedgerExecution(
    string ExecId, string Account, int ClientId, int OrderId, long PermId, string? OrderRef, int ConId, string Symbol, string Side, decimal Quantity,
    decimal Price, DateTimeOffset At, decimal CumulativeQuantity, decimal Commission, decimal? RealizedPnl);

public sealed record LedgerCommission(string ExecId, decimal Commission, string Currency, decimal? RealizedPnl);

/// <param name="Quantity">Signed; a closed position stays listed with 0.</param>
public sealed record LedgerPosition(string Account, int ConId, string Symbol, decimal Quantity, decimal AverageCost, decimal RealizedPnl);

public sealed record LedgerAccount(string Account, decimal OpeningCash, decimal Cash, decimal NetLiquidation);

/// <summary>A correction or a bust: the execution <paramref name="Old"/> was replaced by <paramref name="New"/>.</summary>
public sealed record LedgerRevision(string Old, string New);

/// <summary>One booking that the end of a contract made: no order, no execution, no commission.</summary>
/// <param name="Kind">Expired, Exercised, Assigned or Cash.</param>
/// <param name="Price">Of shares from an option, the strike with the premium in it.</param>
public sealed record LedgerSettlement(
    string Account, int ConId, string Symbol, string Kind, string Side, decimal Quantity, decimal Price, DateTimeOffset At, decimal? RealizedPnl);
