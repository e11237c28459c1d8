using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Journal;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Turns matches into executions: of a combination one as a whole and one per leg.</summary>
internal sealed class Fills(ExchangeFloor floor, OrderEvents events, AccountDesk accounts, Revisions revisions)
{
    /// <returns>The order behind the fill.</returns>
    public SimulatedOrder Fill(SimulatedOrder order, BookEvent.Matched matched)
    {
        var parts = floor.Faults.Use(FaultKind.Partial, FaultScope.Of(order))?.Request.Parts ?? 1;
        foreach (var quantity in Split(matched.Quantity.Value, parts))
        {
            order = FillOnce(order, matched, Quantity.Of(quantity));
        }

        return order;
    }

    private SimulatedOrder FillOnce(SimulatedOrder order, BookEvent.Matched matched, Quantity quantity)
    {
        var listing = floor.Listing(order.ConId);
        var trades = listing.Legs.IsEmpty
            ? [(listing, order.Side, quantity, matched.Price, listing.Commission.ForFill(order.Filled, order.FilledValue, quantity, matched.Price))]
            : Legs(order, listing, quantity);
        var filled = order with
        {
            Filled = order.Filled + quantity,
            FilledValue = order.FilledValue + quantity.Value * matched.Price.Value,
            LastFillPrice = matched.Price.Value,
            Commission = order.Commission + trades.Sum(static trade => trade.Commission),
        };
        filled = filled.Leaves.IsZero ? filled with { Status = BrokerOrderStatus.Filled, EndedAt = floor.Now } : filled with { Status = BrokerOrderStatus.Submitted };
        if (!listing.Legs.IsEmpty)
        {
            Book(filled, listing, order.Side, quantity, matched.Price, matched.AddedLiquidity, 0);
        }

        foreach (var (of, side, size, price, commission) in trades)
        {
            Book(filled, of, side, size, price, matched.AddedLiquidity, commission);
            accounts.Changed(order.Account, of.ConId);
        }

        floor.Record(new JournalRecord.OrderStored(floor.Now, filled));
        return filled;
    }

    /// <summary>Each leg trades where the combination's quote came from, so that the legs add up to its price.</summary>
    private (Listing Listing, Side Side, Quantity Quantity, Price Price, decimal Commission)[] Legs(SimulatedOrder order, Listing combo, Quantity quantity)
    {
        var at = floor.Market(combo).QuotedAt;
        return [.. combo.Legs.Select(leg =>
        {
            var side = leg.Ratio > 0 ? order.Side : order.Side.Opposite();
            var top = floor.Market(leg.Listing).Prices.QuoteAt(at);
            var price = side == Side.Buy ? top.Ask : top.Bid;
            var size = Quantity.Of(quantity.Value * Math.Abs(leg.Ratio));
            return (leg.Listing, side, size, price, leg.Listing.Commission.ForFill(Quantity.Zero, 0, size, price));
        })];
    }

    private void Book(SimulatedOrder filled, Listing listing, Side side, Quantity quantity, Price price, bool addedLiquidity, decimal commission)
    {
        var isCombo = !listing.Legs.IsEmpty;
        decimal? realized = null;
        if (!isCombo)
        {
            floor.State.Accounts[filled.Account.Value].Book(
                listing.ConId, side, quantity, price.Value * listing.Instrument.Multiplier, commission, listing.IsMargined, out realized);
        }

        var execution = new SimulatedExecution(
            floor.State.NextExecId, filled.PermId, filled.ClientId, filled.OrderId, filled.OrderRef, filled.Account, listing.ConId, side, quantity,
            price, floor.Now, listing.Instrument.PrimaryExchange ?? listing.Instrument.Exchange, addedLiquidity,
            listing.ConId == filled.ConId ? filled.Filled : quantity, listing.ConId == filled.ConId ? filled.AverageFillPrice : price.Value, commission, realized)
        {
            Multiplier = listing.Instrument.Multiplier,
            IsMargined = listing.IsMargined,
            IsCombo = isCombo,
        };
        floor.Record(new JournalRecord.Executed(floor.Now, execution));
        events.Fill(filled, execution);
        if (!isCombo)
        {
            revisions.AfterFill(filled, execution);
        }
    }

    /// <summary>Whole units as even as they can be; fewer parts when there are not enough units.</summary>
    private static IEnumerable<decimal> Split(decimal quantity, int parts)
    {
        var left = quantity;
        for (var i = parts; i > 1 && left > 1; i--)
        {
            var part = Math.Max(1, Math.Floor(left / i));
            left -= part;
            yield return part;
        }

        yield return left;
    }
}
