using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Silo.Api;

/// <summary>An order as a person asks for it.</summary>
/// <param name="ConId">The contract; null when <paramref name="Instrument"/> names it.</param>
/// <param name="Instrument"><c>AAPL</c>, <c>AAPL@NASDAQ:USD</c> or <c>#265598</c>; null when <paramref name="ConId"/> names it.</param>
/// <param name="TimeInForce">Absent means day.</param>
/// <param name="Exits">Makes it the parent of a bracket.</param>
internal sealed record PlaceBody(
    StrategyName Strategy,
    Side Side,
    Quantity Quantity,
    OrderTerms Terms,
    ConId? ConId = null,
    string? Instrument = null,
    TimeInForce? TimeInForce = null,
    OrderAttributes? Attributes = null,
    BracketExits? Exits = null)
{
    /// <exception cref="BadInputException">It names no quantity, or not exactly one contract.</exception>
    public async Task<PlaceByHand> ToCommandAsync(CommandRequest request, IGrainFactory grains)
    {
        if (Quantity.IsZero)
        {
            throw new BadInputException("quantity", "it must be more than zero");
        }

        return new PlaceByHand(request.Key, request.By, Strategy, ConId ?? await Contracts.ResolveAsync(grains, Instrument), Side, Quantity, Terms)
        {
            TimeInForce = TimeInForce ?? Domain.Orders.TimeInForce.Day,
            Attributes = Attributes,
            Exits = Exits,
        };
    }
}

/// <param name="Quantity">The new total, what is filled included; null leaves it.</param>
/// <param name="Terms">The same type with new prices; null leaves them.</param>
internal sealed record ModifyBody(Quantity? Quantity = null, OrderTerms? Terms = null);

internal sealed record AssignBody(ExecId ExecId, StrategyName Strategy);
