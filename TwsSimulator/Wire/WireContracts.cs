using System.Globalization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Wire;

/// <summary>Listings in the words of the wire, and back.</summary>
internal static class WireContracts
{
    private const string OrderTypes = "ACTIVETIM,DAY,FOK,GTC,IOC,LMT,MKT,STP,WHATIF,";

    public static TwsContract Contract(Listing listing)
    {
        var instrument = listing.Instrument;
        return new TwsContract
        {
            ConId = listing.ConId.Value,
            Symbol = instrument.Symbol,
            SecType = "STK",
            Exchange = instrument.Exchange,
            PrimaryExch = instrument.PrimaryExchange,
            Currency = instrument.Currency.Value,
            LocalSymbol = instrument.LocalSymbol,
            TradingClass = instrument.TradingClass,
        };
    }

    /// <summary>The listings that a client's description fits; conId alone identifies one.</summary>
    public static IEnumerable<Listing> Find(IEnumerable<Listing> listings, TwsContract wanted) =>
        listings.Where(listing => Fits(listing.Instrument, wanted));

    public static string ValidExchanges(Listing listing) => "SMART," + listing.Instrument.PrimaryExchange;

    public static string MarketRuleIds(Listing listing) =>
        string.Join(',', Enumerable.Repeat(UsStocks.MarketRule, ValidExchanges(listing).Split(',').Length).Select(static rule => rule.ToString(CultureInfo.InvariantCulture)));

    public static string SupportedOrderTypes => OrderTypes;

    private static bool Fits(Instrument instrument, TwsContract wanted)
    {
        var venue = Empty(wanted.Exchange) || wanted.Exchange == "SMART" || wanted.Exchange == instrument.PrimaryExchange;
        if (wanted.ConId != 0)
        {
            return wanted.ConId == instrument.ConId.Value && venue;
        }

        return venue
            && (Empty(wanted.SecType) || wanted.SecType == "STK")
            && (!Empty(wanted.Symbol) || !Empty(wanted.LocalSymbol))
            && (Empty(wanted.Symbol) || wanted.Symbol == instrument.Symbol)
            && (Empty(wanted.LocalSymbol) || wanted.LocalSymbol == instrument.LocalSymbol)
            && (Empty(wanted.Currency) || wanted.Currency == instrument.Currency.Value)
            && (Empty(wanted.PrimaryExch) || wanted.PrimaryExch == instrument.PrimaryExchange);
    }

    private static bool Empty(string? text) => string.IsNullOrEmpty(text);
}
