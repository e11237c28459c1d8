using System.Globalization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Wire;

/// <summary>Listings in the words of the wire, and back.</summary>
internal static class WireContracts
{
    /// <summary>IB has one contract id for all combinations.</summary>
    private const int BagConId = 28812380;

    private const string StockOrderTypes =
        "ACTIVETIM,DAY,FOK,GAT,GTC,GTD,IOC,LIT,LMT,LOC,LOO,MIT,MKT,MOC,MOO,NONALGO,OPG,PEGMID,REL,SMARTSTG,STP,STPLMT,TRAIL,TRAILLIT,TRAILLMT,TRAILMIT,WHATIF,";

    private const string OtherOrderTypes = "ACTIVETIM,DAY,FOK,GAT,GTC,GTD,IOC,LIT,LMT,MIT,MKT,NONALGO,STP,STPLMT,TRAIL,TRAILLMT,WHATIF,";

    public static TwsContract Contract(Listing listing)
    {
        var instrument = listing.Instrument;
        if (instrument.Type == SecurityType.Combo)
        {
            return Bag(listing);
        }

        return new TwsContract
        {
            ConId = listing.ConId.Value,
            Symbol = instrument.Symbol,
            SecType = Word(instrument.Type),
            LastTradeDateOrContractMonth = instrument.LastTradeDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            Strike = instrument.Strike,
            Right = instrument.Right switch { OptionRight.Call => "C", OptionRight.Put => "P", _ => null },
            Multiplier = instrument.LastTradeDate is null ? null : instrument.Multiplier.ToString(CultureInfo.InvariantCulture),
            Exchange = instrument.Exchange,
            PrimaryExch = instrument.PrimaryExchange,
            Currency = instrument.Currency.Value,
            LocalSymbol = instrument.LocalSymbol,
            TradingClass = instrument.TradingClass,
        };
    }

    /// <summary>The listings that a client's description fits; conId alone identifies one. Of a continuous future, the front month.</summary>
    public static IReadOnlyList<Listing> Find(ListedMarket listed, TwsContract wanted, DateTimeOffset now, bool includeExpired = false)
    {
        if (wanted.IsCombo)
        {
            return Combo(listed, wanted, now) is { } combo ? [combo] : [];
        }

        if (wanted.ConId != 0)
        {
            return listed.Find(wanted.ConId) is { } known && (includeExpired || !known.IsExpired(now)) && FitsVenue(known, wanted) ? [known] : [];
        }

        if (Empty(wanted.Symbol) && Empty(wanted.LocalSymbol))
        {
            return [];
        }

        var continuous = wanted.SecType == "CONTFUT";
        var named = listed.Named(NullIfEmpty(wanted.Symbol), NullIfEmpty(wanted.LocalSymbol), TypeOf(wanted.SecType), now)
            .Where(listing => IsWord(wanted.SecType) && FitsVenue(listing, wanted) && Fits(listing.Instrument, wanted));
        return [.. continuous ? named.Take(1) : named];
    }

    public static string ValidExchanges(Listing listing) => listing.Instrument.Type switch
    {
        SecurityType.Stock => "SMART,AMEX,NYSE,CBOE,ARCA,NASDAQ,BATS,IEX",
        SecurityType.Option => "SMART,AMEX,CBOE,PHLX,BOX,NASDAQOM",
        SecurityType.Combo => "SMART",
        _ => listing.Instrument.Exchange,
    };

    public static string MarketRuleIds(Listing listing) => string.Join(
        ',', ValidExchanges(listing).Split(',').Select(_ => listing.MarketRule.ToString(CultureInfo.InvariantCulture)));

    public static string OrderTypes(Listing listing) => listing.Instrument.Type switch
    {
        SecurityType.Stock => StockOrderTypes,
        SecurityType.Index => "",
        _ => OtherOrderTypes,
    };

    public static string Word(SecurityType type) => type switch
    {
        SecurityType.Stock => "STK",
        SecurityType.Option => "OPT",
        SecurityType.Future => "FUT",
        SecurityType.Forex => "CASH",
        SecurityType.Index => "IND",
        SecurityType.Crypto => "CRYPTO",
        SecurityType.Combo => "BAG",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No wire word."),
    };

    /// <summary>The words of all legs, as openOrder carries them.</summary>
    public static string LegsText(Listing listing) => string.Join(
        ',', listing.Legs.Select(static leg => string.Create(CultureInfo.InvariantCulture, $"{leg.Listing.ConId}|{leg.Ratio}")));

    private static TwsContract Bag(Listing listing) => new()
    {
        ConId = BagConId,
        Symbol = listing.Instrument.Symbol,
        SecType = "BAG",
        Exchange = listing.Instrument.Exchange,
        Currency = listing.Instrument.Currency.Value,
        LocalSymbol = BagConId.ToString(CultureInfo.InvariantCulture),
        TradingClass = listing.Instrument.TradingClass,
        ComboLegsDescription = LegsText(listing),
        ComboLegs = [.. listing.Legs.Select(static leg => new TwsComboLeg
        {
            ConId = leg.Listing.ConId.Value,
            Ratio = Math.Abs(leg.Ratio),
            Action = leg.Ratio > 0 ? "BUY" : "SELL",
            Exchange = "SMART",
            ExemptCode = -1,
        })],
    };

    private static Listing? Combo(ListedMarket listed, TwsContract wanted, DateTimeOffset now)
    {
        var legs = wanted.ComboLegs.Select(leg => (Listing: listed.Find(leg.ConId), leg)).ToArray();
        var valid = legs.Length >= 2 && legs.All(l => l.Listing is { IsTradable: true } listing && !listing.IsExpired(now) && l.leg.Ratio > 0 && l.leg.Action is "BUY" or "SELL");
        return valid
            ? listed.Combo(NullIfEmpty(wanted.Symbol) ?? legs[0].Listing!.Instrument.Symbol, [.. legs.Select(static l => new ComboLeg(l.Listing!, l.leg.Action == "BUY" ? l.leg.Ratio : -l.leg.Ratio))])
            : null;
    }

    private static bool FitsVenue(Listing listing, TwsContract wanted) =>
        Empty(wanted.Exchange) || wanted.Exchange == listing.Instrument.PrimaryExchange || ValidExchanges(listing).Split(',').Contains(wanted.Exchange);

    private static bool Fits(Instrument instrument, TwsContract wanted) =>
        (Empty(wanted.Currency) || wanted.Currency == instrument.Currency.Value)
        && (Empty(wanted.PrimaryExch) || wanted.PrimaryExch == instrument.PrimaryExchange)
        && (Empty(wanted.TradingClass) || wanted.TradingClass == instrument.TradingClass)
        && (wanted.Strike is null || wanted.Strike == instrument.Strike)
        && (wanted.Right is null or "" or "?" or "0" || FitsRight(wanted.Right, instrument.Right))
        && (Empty(wanted.Multiplier) || wanted.Multiplier == instrument.Multiplier.ToString(CultureInfo.InvariantCulture))
        && (Empty(wanted.LastTradeDateOrContractMonth) || FitsDate(wanted.LastTradeDateOrContractMonth, instrument.LastTradeDate));

    private static bool FitsRight(string wanted, OptionRight? right) => wanted is "C" or "CALL" ? right == OptionRight.Call : wanted is "P" or "PUT" && right == OptionRight.Put;

    /// <summary><c>yyyyMM</c> is the month, <c>yyyyMMdd</c> the day.</summary>
    private static bool FitsDate(string? wanted, DateOnly? day) =>
        day?.ToString("yyyyMMdd", CultureInfo.InvariantCulture).StartsWith(wanted!.Split(' ', '-')[0], StringComparison.Ordinal) ?? false;

    private static bool IsWord(string? word) => Empty(word) || TypeOf(word) is not null;

    /// <summary>Null where all kinds are meant, and for a word that means nothing here.</summary>
    private static SecurityType? TypeOf(string? word) => word switch
    {
        "STK" => SecurityType.Stock,
        "OPT" => SecurityType.Option,
        "FUT" or "CONTFUT" or "FUT+CONTFUT" => SecurityType.Future,
        "CASH" => SecurityType.Forex,
        "IND" => SecurityType.Index,
        "CRYPTO" => SecurityType.Crypto,
        _ => null,
    };

    private static string? NullIfEmpty(string? text) => Empty(text) ? null : text;

    private static bool Empty(string? text) => string.IsNullOrEmpty(text);
}
