using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Computes volatilities and prices of options on request.</summary>
internal sealed class OptionDesk(ExchangeFloor floor, ContractDesk contracts)
{
    private const decimal MaxPrice = 10_000_000;

    /// <summary>A hundred times the price in a year.</summary>
    private const decimal MaxVolatility = 100;

    public void Volatility(ClientConnection connection, CalculateImpliedVolatilityRequest request)
    {
        if (request.OptionPrice is not (> 0 and <= MaxPrice) || request.UnderPrice is not (> 0 and <= MaxPrice))
        {
            floor.Error(connection, request.ReqId, 321, "Error validating request: the option price and the underlying price must be more than zero and within reason.");
        }
        else if (Option(connection, request.ReqId, request.Contract) is { } option)
        {
            connection.Send(OptionTicks.Volatility(request.ReqId, (double)request.OptionPrice, option, (double)request.UnderPrice, floor.Now));
        }
    }

    public void Price(ClientConnection connection, CalculateOptionPriceRequest request)
    {
        if (request.Volatility is not (> 0 and <= MaxVolatility) || request.UnderPrice is not (> 0 and <= MaxPrice))
        {
            floor.Error(connection, request.ReqId, 321, "Error validating request: the volatility and the underlying price must be more than zero and within reason.");
        }
        else if (Option(connection, request.ReqId, request.Contract) is { } option)
        {
            connection.Send(OptionTicks.Price(request.ReqId, (double)request.Volatility, option, (double)request.UnderPrice, floor.Now));
        }
    }

    private Derivation.Option? Option(ClientConnection connection, int reqId, TwsContract contract)
    {
        if (contracts.Market(connection, reqId, contract) is not { } market)
        {
            return null;
        }

        if (market.Listing.Derivation is Derivation.Option option)
        {
            return option;
        }

        floor.Error(connection, reqId, 321, $"Error validating request: {market.Listing.Instrument.Symbol} is not an option.");
        return null;
    }
}
