using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Broker;

/// <summary>What the broker says an order would do to the account. Null is what it did not say.</summary>
public sealed record WhatIfEffect(
    MarginEffect InitialMargin,
    MarginEffect MaintenanceMargin,
    MarginEffect EquityWithLoan,
    Currency? MarginCurrency,
    decimal? Commission,
    decimal? MinCommission,
    decimal? MaxCommission,
    Currency? CommissionCurrency,
    string? Warning);

/// <summary>One value of the account now, its change, and after the order.</summary>
public sealed record MarginEffect(decimal? Before, decimal? Change, decimal? After);
