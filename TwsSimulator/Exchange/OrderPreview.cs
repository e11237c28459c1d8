using System.Globalization;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The answer to a what-if order: margin and commission, and no order.</summary>
internal static class OrderPreview
{
    public static OpenOrderMessage Of(SimulatedOrder order, Listing listing, AccountValuation before, decimal price, decimal underlying)
    {
        var position = before.Account.PositionOf(order.ConId).Quantity;
        var after = position + order.Quantity.Signed(order.Side).Value;
        var change = MarginModel.Required(listing, after, price, underlying) - MarginModel.Required(listing, position, price, underlying);
        var commission = listing.Commission.Total(order.Quantity, order.Quantity.Value * price);
        var message = WireOrders.OpenOrder(order, listing, IbOrderStatus.PreSubmitted);
        return message with
        {
            Order = message.Order with { PermId = null, WhatIf = true },
            State = new TwsOrderState
            {
                Status = IbOrderStatus.PreSubmitted,
                InitMarginBefore = Text(before.Margin),
                MaintMarginBefore = Text(before.Margin),
                EquityWithLoanBefore = Text(before.NetLiquidation),
                InitMarginChange = Text(change),
                MaintMarginChange = Text(change),
                EquityWithLoanChange = Text(-commission),
                InitMarginAfter = Text(before.Margin + change),
                MaintMarginAfter = Text(before.Margin + change),
                EquityWithLoanAfter = Text(before.NetLiquidation - commission),
                Commission = commission,
                CommissionCurrency = "USD",
                MarginCurrency = "USD",
            },
        };
    }

    private static string Text(decimal amount) => amount.ToString("F2", CultureInfo.InvariantCulture);
}
