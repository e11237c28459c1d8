using System.Globalization;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Translation;

/// <summary>The margin texts of an order state as numbers.</summary>
internal static class IbMargins
{
    /// <summary>The largest double and anything near it stands for "not computed".</summary>
    private const double NotComputed = 1e300;

    public static WhatIfEffect ToEffect(TwsOrderState state) => new(
        new MarginEffect(Number(state.InitMarginBefore), Number(state.InitMarginChange), Number(state.InitMarginAfter)),
        new MarginEffect(Number(state.MaintMarginBefore), Number(state.MaintMarginChange), Number(state.MaintMarginAfter)),
        new MarginEffect(Number(state.EquityWithLoanBefore), Number(state.EquityWithLoanChange), Number(state.EquityWithLoanAfter)),
        ToCurrency(state.MarginCurrency),
        state.Commission,
        state.MinCommission,
        state.MaxCommission,
        ToCurrency(state.CommissionCurrency),
        string.IsNullOrEmpty(state.WarningText) ? null : state.WarningText);

    private static Currency? ToCurrency(string? text) => string.IsNullOrEmpty(text) ? null : Currency.Of(text);

    private static decimal? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) < NotComputed
            ? (decimal)value
            : null;
}
