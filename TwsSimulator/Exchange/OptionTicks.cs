using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Implied volatilities and greeks.</summary>
internal static class OptionTicks
{
    private const int PriceBased = 1;
    private const int CustomComputation = 53;

    /// <summary>At the bid, at the ask, at the last trade and by the model.</summary>
    public static void Send(MarketLine line, TickIds ids, Derivation.Option option, in TopOfBook top, DateTimeOffset now)
    {
        var underlying = line.Market.Prices.DriverAt(now);
        line.Computation(At((double)top.Bid.Value, option, underlying, now) with { TickType = ids.BidOption });
        line.Computation(At((double)top.Ask.Value, option, underlying, now) with { TickType = ids.AskOption });
        line.Computation(At((double)top.Last.Value, option, underlying, now) with { TickType = ids.LastOption });
        line.Computation(Of(option.Volatility, option, underlying, now) with { TickType = ids.ModelOption });
    }

    /// <summary>The answer to calculateImpliedVolatility.</summary>
    public static TickOptionComputationMessage Volatility(int reqId, double price, Derivation.Option option, double underlying, DateTimeOffset now) =>
        At(price, option, underlying, now) with { ReqId = reqId, TickType = CustomComputation };

    /// <summary>The answer to calculateOptionPrice.</summary>
    public static TickOptionComputationMessage Price(int reqId, double volatility, Derivation.Option option, double underlying, DateTimeOffset now) =>
        Of(volatility, option, underlying, now) with { ReqId = reqId, TickType = CustomComputation };

    private static TickOptionComputationMessage At(double price, Derivation.Option option, double underlying, DateTimeOffset now) =>
        BlackScholes.ImpliedVolatility(option.Right, price, underlying, option.Strike, option.YearsFrom(now), Derivation.Rate) is { } volatility
            ? Of(volatility, option, underlying, now) with { OptPrice = price }
            : new TickOptionComputationMessage { TickAttrib = PriceBased, OptPrice = price, UndPrice = underlying };

    private static TickOptionComputationMessage Of(double volatility, Derivation.Option option, double underlying, DateTimeOffset now)
    {
        var value = BlackScholes.Value(option.Right, underlying, option.Strike, option.YearsFrom(now), volatility, Derivation.Rate);
        return new TickOptionComputationMessage
        {
            TickAttrib = PriceBased,
            ImpliedVolatility = volatility,
            Delta = value.Delta,
            OptPrice = value.Price,
            PvDividend = 0,
            Gamma = value.Gamma,
            Vega = value.Vega,
            Theta = value.Theta,
            UndPrice = underlying,
        };
    }
}
