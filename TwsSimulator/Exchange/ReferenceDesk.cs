using System.Globalization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Contract details, option chains, market rules, symbol search and the lists that belong to the gateway.</summary>
internal sealed class ReferenceDesk(ExchangeFloor floor)
{
    /// <summary>What tickReqParams names; one code for everything.</summary>
    public const string BboExchange = "9c0001";

    private const int MostSamples = 16;

    private static readonly string[] DepthVenues = ["ARCA", "NASDAQ", "BATS", "NYSE", "IEX"];

    public void ContractDetails(ClientConnection connection, ContractDetailsRequest request)
    {
        var found = request.SecIdType is null or "" ? WireContracts.Find(floor.Listed, request.Contract, floor.Now, request.IncludeExpired) : [];
        if (found.Count == 0)
        {
            floor.Error(connection, request.ReqId, 200, ContractDesk.Unknown);
            return;
        }

        foreach (var listing in found)
        {
            connection.Send(Details(listing, request.ReqId, request.Contract.SecType == "CONTFUT"));
        }

        connection.Send(new ContractDataEndMessage { ReqId = request.ReqId });
    }

    public void MarketRule(ClientConnection connection, int rule)
    {
        if (RulesOf(rule) is not { } rules)
        {
            floor.Error(connection, -1, 321, $"Error validating request: market rule {rule} does not exist.");
            return;
        }

        connection.Send(new MarketRuleMessage
        {
            MarketRuleId = rule,
            Increments = [.. rules.Select(static r => new PriceIncrement { LowEdge = r.LowEdge, Increment = r.Increment })],
        });
    }

    public void MatchingSymbols(ClientConnection connection, MatchingSymbolsRequest request)
    {
        var found = floor.Listed.WithOwnPrice.Where(l =>
            l.Instrument.Symbol.StartsWith(request.Pattern, StringComparison.OrdinalIgnoreCase)
            || l.Instrument.LongName.Contains(request.Pattern, StringComparison.OrdinalIgnoreCase));
        connection.Send(new SymbolSamplesMessage { ReqId = request.ReqId, Samples = [.. found.Take(MostSamples).Select(Sample)] });
    }

    /// <summary>One message per exchange and trading class, then the end.</summary>
    public void OptionChain(ClientConnection connection, SecDefOptParamsRequest request)
    {
        var families = floor.Listed.Options.Where(family =>
            family.Underlying.ConId.Value == request.UnderlyingConId
            && family.Underlying.Instrument.Symbol == request.UnderlyingSymbol
            && WireContracts.Word(family.Underlying.Instrument.Type) == request.UnderlyingSecType);
        foreach (var family in request.FutFopExchange is null or "" ? families : [])
        {
            foreach (var exchange in WireContracts.ValidExchanges(family.Listed(floor.Now).First()).Split(','))
            {
                connection.Send(new SecDefOptParamsMessage
                {
                    ReqId = request.ReqId,
                    Exchange = exchange,
                    UnderlyingConId = request.UnderlyingConId,
                    TradingClass = request.UnderlyingSymbol,
                    Multiplier = OptionFamily.Multiplier.ToString(CultureInfo.InvariantCulture),
                    Expirations = [.. family.Expirations(floor.Now).Select(static day => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture))],
                    Strikes = [.. family.Strikes],
                });
            }
        }

        connection.Send(new SecDefOptParamsEndMessage { ReqId = request.ReqId });
    }

    public void DepthExchanges(ClientConnection connection) => connection.Send(new MktDepthExchangesMessage
    {
        Exchanges =
        [
            .. DepthVenues.Select(static venue => new DepthExchange { Exchange = venue, SecType = "STK", ListingExch = venue, ServiceDataType = "Deep2" }),
            .. floor.Listed.Futures.Select(static f => f.Exchange).Distinct().Select(static venue => new DepthExchange { Exchange = venue, SecType = "FUT", ServiceDataType = "Deep" }),
            new DepthExchange { Exchange = "IDEALPRO", SecType = "CASH", ServiceDataType = "Deep" },
        ],
    });

    public void SmartComponents(ClientConnection connection, SmartComponentsRequest request)
    {
        if (request.BboExchange != BboExchange)
        {
            floor.Error(connection, request.ReqId, 321, $"Error validating request: '{request.BboExchange}' is no exchange map of this server.");
            return;
        }

        var components = DepthVenues.Select(static (venue, bit) => new SmartComponent { BitNumber = bit, Exchange = venue, ExchangeLetter = ((char)('P' + bit)).ToString() });
        connection.Send(new SmartComponentsMessage { ReqId = request.ReqId, Components = [.. components] });
    }

    public void FamilyCodes(ClientConnection connection) =>
        connection.Send(new FamilyCodesMessage { Codes = [.. floor.State.Accounts.Keys.Select(static account => new FamilyCode { AccountId = account, Code = "" })] });

    public static void SoftDollarTiers(ClientConnection connection, int reqId) => connection.Send(new SoftDollarTiersMessage { ReqId = reqId });

    private System.Collections.Immutable.ImmutableArray<TickRule>? RulesOf(int rule) => rule == OptionFamily.MarketRule
        ? OptionFamily.TickRules
        : floor.Listed.WithOwnPrice.FirstOrDefault(listing => listing.MarketRule == rule)?.Instrument.TickRules;

    private SymbolSample Sample(Listing listing) => new()
    {
        ConId = listing.ConId.Value,
        Symbol = listing.Instrument.Symbol,
        SecType = WireContracts.Word(listing.Instrument.Type),
        PrimaryExch = listing.Instrument.PrimaryExchange ?? listing.Instrument.Exchange,
        Currency = listing.Instrument.Currency.Value,
        DerivativeSecTypes = [.. Derivatives(listing)],
        Description = listing.Instrument.LongName,
    };

    private IEnumerable<string> Derivatives(Listing listing)
    {
        if (floor.Listed.Options.Any(family => family.Underlying == listing))
        {
            yield return "OPT";
        }

        if (floor.Listed.Futures.Any(family => family.Underlying == listing))
        {
            yield return "FUT";
        }

        if (listing.Instrument.Type == SecurityType.Stock)
        {
            yield return "BAG";
        }
    }

    private ContractDataMessage Details(Listing listing, int reqId, bool continuous)
    {
        var instrument = listing.Instrument;
        var contract = WireContracts.Contract(listing);
        var underlying = listing.Derivation?.Underlying.Instrument;
        return new ContractDataMessage
        {
            ReqId = reqId,
            Contract = contract with { SecType = continuous ? "CONTFUT" : contract.SecType, LastTradeDate = instrument.LastTradeDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) },
            MarketName = instrument.TradingClass,
            MinTick = listing.MinTick,
            OrderTypes = WireContracts.OrderTypes(listing),
            ValidExchanges = WireContracts.ValidExchanges(listing),
            PriceMagnifier = 1,
            UnderConId = underlying?.ConId.Value ?? 0,
            LongName = instrument.LongName,
            ContractMonth = instrument.LastTradeDate?.ToString("yyyyMM", CultureInfo.InvariantCulture),
            TimeZoneId = ServerTime.ZoneName,
            TradingHours = TradingHoursText.Week(floor.Options.ExtendedHours ?? floor.Options.Hours, floor.Now),
            LiquidHours = TradingHoursText.Week(floor.Options.Hours, floor.Now),
            AggGroup = instrument.Type == SecurityType.Index ? null : 1,
            UnderSymbol = underlying?.Symbol,
            UnderSecType = underlying is null ? null : WireContracts.Word(underlying.Type),
            MarketRuleIds = WireContracts.MarketRuleIds(listing),
            RealExpirationDate = instrument.LastTradeDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            StockType = instrument.Type == SecurityType.Stock ? "COMMON" : null,
            MinSize = instrument.MinSize.Value,
            SizeIncrement = instrument.SizeIncrement.Value,
            SuggestedSizeIncrement = instrument.Type == SecurityType.Stock ? 100 : instrument.SizeIncrement.Value,
        };
    }
}
