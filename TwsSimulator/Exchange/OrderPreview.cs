using System.Globalization;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The answer to a what-if order: margin and commission, and no order.</summary>
internal static class OrderPreview
{
    public static OpenOrderMessage Of(SimulatedOrder order, Listing listing, AccountValuation before, ExchangeFloor floor)
    {
        var price = order.Words.LimitPrice ?? floor.PriceOf(order.ConId.Value);
        var change = BuyingPower.MarginChange(floor, before.Account, listing, order.Side, order.Quantity, price);
        var commission = Commission(listing, order.Quantity, price);
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
                WarningText = before.Margin + change > before.NetLiquidation - commission ? "The order would be refused: its margin is more than the equity." : null,
            },
        };
    }

    private static decimal Commission(Listing listing, Quantity quantity, decimal price) => listing.Legs.IsEmpty
        ? listing.Commission.Total(quantity, quantity.Value * price)
        : listing.Legs.Sum(leg => leg.Listing.Commission.Total(Quantity.Of(quantity.Value * Math.Abs(leg.Ratio)), quantity.Value * price));

    private static string Text(decimal amount) => amount.ToString("F2", CultureInfo.InvariantCulture);
}
