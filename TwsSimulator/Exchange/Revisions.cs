using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Journal;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Changes trades after the fact: corrections, busts, another commission. Orders, positions and cash follow.</summary>
/// <remarks>
/// A correction or bust keeps the root of the execId and raises its last part. The quantity of a trade is changed only once its order has ended; IB does
/// not document how a bust is reported, here it is the next revision with quantity 0.
/// </remarks>
internal sealed class Revisions(ExchangeFloor floor, OrderEvents events, AccountDesk accounts)
{
    private static readonly FaultKind[] Kinds = [FaultKind.CommissionChanged, FaultKind.Correction, FaultKind.Bust];

    /// <summary>Schedules what the faults in force want of a new trade.</summary>
    public void AfterFill(SimulatedOrder order, SimulatedExecution execution)
    {
        foreach (var kind in Kinds)
        {
            if (floor.Faults.Use(kind, FaultScope.Of(order)) is { } fault)
            {
                var due = floor.Outbox.Now + TimeSpan.FromMilliseconds(fault.Milliseconds(500));
                floor.Outbox.At(due, () => Revise(execution.ExecId, fault));
            }
        }
    }

    /// <exception cref="FaultException">No trade fits.</exception>
    public void ReviseNewest(Fault fault)
    {
        var newest = floor.State.Executions.LastOrDefault(e => !e.Quantity.IsZero && floor.State.Order(e.PermId) is { } order && fault.Fits(FaultScope.Of(order)));
        Revise(newest?.ExecId ?? throw new FaultException("There is no trade that it fits."), fault);
    }

    private void Revise(ExecId id, Fault fault)
    {
        if (floor.State.Execution(id) is not { Quantity.IsZero: false } old || floor.State.Order(old.PermId) is not { } order)
        {
            return;
        }

        var revised = Changed(order, old, fault);
        floor.Record(new JournalRecord.Revised(floor.Now, revised));
        events.Revised(floor.State.Order(old.PermId)!, floor.State.Execution(id)!, commissionOnly: fault.Kind == FaultKind.CommissionChanged);
        accounts.Changed(old.Account, old.ConId);
    }

    private SimulatedExecution Changed(SimulatedOrder order, SimulatedExecution old, Fault fault)
    {
        if (fault.Kind == FaultKind.CommissionChanged)
        {
            return old with { Commission = Math.Round(old.Commission * (1 + (fault.Request.Percent ?? 10) / 100), 2, MidpointRounding.AwayFromZero) };
        }

        var busted = fault.Kind == FaultKind.Bust;
        var quantity = order.IsOpen ? old.Quantity : busted ? Quantity.Zero : fault.Request.Quantity is { } given ? Quantity.Of(given) : old.Quantity;
        var price = busted ? old.Price : PriceOf(old, fault);
        var cumulative = Quantity.Of(Math.Max(0, old.CumulativeQuantity.Value - old.Quantity.Value + quantity.Value));
        var value = order.FilledValue - old.Quantity.Value * old.Price.Value + quantity.Value * price.Value;
        var filled = order.Filled.Value - old.Quantity.Value + quantity.Value;
        return old with
        {
            ExecId = ExecId.Of($"{old.ExecId.Root}.{old.ExecId.Revision + 1:00}"),
            Quantity = quantity,
            Price = price,
            CumulativeQuantity = cumulative,
            AveragePrice = filled == 0 ? 0 : Math.Round(value / filled, 8),
            Commission = quantity.IsZero ? 0 : old.Commission,
        };
    }

    private Price PriceOf(SimulatedExecution old, Fault fault)
    {
        var rules = floor.Listing(old.ConId).Instrument.TickRules;
        var wanted = TickGrid.Nearest(rules, fault.Request.Price ?? old.Price.Value * (1 + (fault.Request.Percent ?? 0.1m) / 100));
        return Price.Of(wanted == old.Price.Value && fault.Request.Price is null ? wanted + TickGrid.IncrementAt(rules, wanted) : wanted);
    }
}
