using System.Globalization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Contract details, market rules and symbol search.</summary>
internal sealed class ReferenceDesk(ExchangeFloor floor)
{
    private const int DaysOfHours = 7;

    public void ContractDetails(ClientConnection connection, ContractDetailsRequest request)
    {
        var found = WireContracts.Find(floor.Options.Listings, request.Contract).ToArray();
        if (found.Length == 0)
        {
            floor.Error(connection, request.ReqId, 200, "No security definition has been found for the request");
            return;
        }

        foreach (var listing in found)
        {
            connection.Send(Details(listing, request.ReqId));
        }

        connection.Send(new ContractDataEndMessage { ReqId = request.ReqId });
    }

    public void MarketRule(ClientConnection connection, int rule)
    {
        if (rule != UsStocks.MarketRule)
        {
            floor.Error(connection, -1, 321, $"Error validating request: market rule {rule} does not exist.");
            return;
        }

        connection.Send(new MarketRuleMessage
        {
            MarketRuleId = rule,
            Increments = [.. UsStocks.TickRules.Select(static r => new PriceIncrement { LowEdge = r.LowEdge, Increment = r.Increment })],
        });
    }

    public void MatchingSymbols(ClientConnection connection, MatchingSymbolsRequest request)
    {
        var found = floor.Options.Listings.Where(l =>
            l.Instrument.Symbol.StartsWith(request.Pattern, StringComparison.OrdinalIgnoreCase)
            || l.Instrument.LongName.Contains(request.Pattern, StringComparison.OrdinalIgnoreCase));
        connection.Send(new SymbolSamplesMessage { ReqId = request.ReqId, Samples = [.. found.Select(Sample)] });
    }

    private static SymbolSample Sample(Listing listing) => new()
    {
        ConId = listing.ConId.Value,
        Symbol = listing.Instrument.Symbol,
        SecType = "STK",
        PrimaryExch = listing.Instrument.PrimaryExchange,
        Currency = listing.Instrument.Currency.Value,
        Description = listing.Instrument.LongName,
    };

    private ContractDataMessage Details(Listing listing, int reqId)
    {
        var hours = Hours();
        return new ContractDataMessage
        {
            ReqId = reqId,
            Contract = WireContracts.Contract(listing),
            MarketName = listing.Instrument.TradingClass,
            MinTick = 0.01m,
            OrderTypes = WireContracts.SupportedOrderTypes,
            ValidExchanges = WireContracts.ValidExchanges(listing),
            PriceMagnifier = 1,
            LongName = listing.Instrument.LongName,
            TimeZoneId = ServerTime.ZoneName,
            TradingHours = hours,
            LiquidHours = hours,
            AggGroup = 1,
            MarketRuleIds = WireContracts.MarketRuleIds(listing),
            StockType = "COMMON",
            MinSize = listing.Instrument.MinSize.Value,
            SizeIncrement = listing.Instrument.SizeIncrement.Value,
            SuggestedSizeIncrement = 100,
        };
    }

    /// <summary>Sessions of a week in the server's zone; around the clock it is one span per day, midnight to midnight there.</summary>
    private string Hours()
    {
        var today = DateOnly.FromDateTime(ServerTime.ToLocal(floor.Now).DateTime);
        return string.Join(';', Enumerable.Range(0, DaysOfHours).Select(i => Span(today.AddDays(i))));
    }

    private string Span(DateOnly day)
    {
        if (floor.Options.Hours.Open is null)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{day:yyyyMMdd}:0000-{day.AddDays(1):yyyyMMdd}:0000");
        }

        Session session = floor.Options.Hours.SessionOf(day);
        var (open, close) = (ServerTime.ToLocal(session.Open), ServerTime.ToLocal(session.Close));
        return string.Create(CultureInfo.InvariantCulture, $"{open:yyyyMMdd:HHmm}-{close:yyyyMMdd:HHmm}");
    }
}
