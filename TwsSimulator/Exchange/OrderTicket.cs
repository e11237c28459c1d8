using OrleansTrader.Domain.Values;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>An order as a client sent it, in the wire's words and before any check.</summary>
/// <param name="NotSimulated">An attribute that was used and is not simulated, by name; null when there is none.</param>
internal sealed record OrderTicket(
    int OrderId,
    int ConId,
    string? Symbol,
    string? SecurityType,
    string? Exchange,
    string? Currency,
    string? Action,
    decimal? Quantity,
    string? OrderType,
    decimal? LimitPrice,
    decimal? AuxPrice,
    string? TimeInForce,
    string? Account,
    string? OrderRef,
    bool Transmit,
    bool OutsideRth,
    bool WhatIf,
    string? NotSimulated)
{
    public Side? Side => Action switch
    {
        "BUY" => Domain.Values.Side.Buy,
        "SELL" => Domain.Values.Side.Sell,
        _ => null,
    };
}
