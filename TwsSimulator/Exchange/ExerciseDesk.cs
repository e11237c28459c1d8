using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>What the holder of an option asks for before its end.</summary>
/// <remarks>
/// It is booked at once, where IB waits for the night, and as there no execution tells of it: the position changes.
/// A lapse is taken on the option's last day only.
/// </remarks>
internal sealed class ExerciseDesk(ExchangeFloor floor, ContractDesk contracts, SettlementDesk settlements)
{
    private const int Exercise = 1;
    private const int Lapse = 2;

    public void Request(ClientConnection connection, ExerciseOptionsRequest request)
    {
        if (contracts.Market(connection, request.ReqId, request.Contract) is not { Listing: var listing })
        {
            return;
        }

        if (Refusal(request, listing) is { } why)
        {
            floor.Error(connection, request.ReqId, 321, $"Error validating request: {why}.");
            return;
        }

        var account = AccountOf(request)!;
        var (position, quantity) = (account.PositionOf(listing.ConId), Quantity.Of(request.ExerciseQuantity));
        settlements.Book(account.Id, request.ExerciseAction == Exercise ? Settlement.Exercise(listing, position, quantity) : Settlement.Lapse(listing, position, quantity));
    }

    private string? Refusal(ExerciseOptionsRequest request, Listing listing)
    {
        if (listing.Derivation is not Derivation.Option option)
        {
            return $"{listing.Instrument.Symbol} is not an option";
        }

        if (request.ExerciseAction is not (Exercise or Lapse))
        {
            return $"exercise action {request.ExerciseAction} is neither 1 (exercise) nor 2 (lapse)";
        }

        if (AccountOf(request) is not { } account)
        {
            return $"invalid account code '{request.Account}'";
        }

        var held = account.PositionOf(listing.ConId).Quantity;
        if (request.ExerciseQuantity <= 0 || request.ExerciseQuantity > held)
        {
            return $"the quantity {request.ExerciseQuantity} must be from 1 to the {Math.Max(0, held):0} contracts held long";
        }

        return request.ExerciseAction == Lapse ? Lapsing(listing) : Exercising(option, request.Override != 0);
    }

    private string? Lapsing(Listing listing) =>
        listing.ExpiresAt - floor.Now > TimeSpan.FromDays(1) ? "an option lapses on its last day only" : null;

    private string? Exercising(Derivation.Option option, bool anyway)
    {
        if (!option.Underlying.IsTradable)
        {
            return "an option on an index is exercised at its end only";
        }

        var last = floor.Market(option.Underlying).Prices.QuoteAt(floor.Now).Last.Value;
        return !anyway && (last - (decimal)option.Strike) * (option.IsInverse ? -1 : 1) < Settlement.ExerciseThreshold
            ? "the option is out of the money: override must be 1 to exercise it anyway"
            : null;
    }

    private SimulatedAccount? AccountOf(ExerciseOptionsRequest request) => string.IsNullOrEmpty(request.Account) && floor.State.Accounts.Count == 1
        ? floor.State.Accounts.Values.First()
        : floor.State.Accounts.GetValueOrDefault(request.Account ?? "");
}
