using System.Collections.Frozen;
using System.Globalization;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Translation;

/// <summary>Order types, times in force and algos as IB writes them, one line each, both ways.</summary>
internal static class IbOrders
{
    /// <summary>IB's goodTillDate and algo times in UTC; without the dash they would be read in the gateway's zone.</summary>
    private const string Instant = "yyyyMMdd-HH:mm:ss";

    private static readonly FrozenDictionary<string, OrderForm> ByWord = Forms().ToFrozenDictionary(static form => form.Word, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, OrderForm> ByType = Forms().ToFrozenDictionary(static form => form.Type);

    private static readonly (string Word, TimeInForce Tif)[] Tifs =
        [("DAY", TimeInForce.Day), ("GTC", TimeInForce.Gtc), ("IOC", TimeInForce.Ioc), ("FOK", TimeInForce.Fok), ("GTD", TimeInForce.Gtd), ("OPG", TimeInForce.Opg)];

    private static readonly (string Word, TwapStyle Style)[] TwapStyles =
    [
        ("Marketable", TwapStyle.Marketable),
        ("Matching Midpoint", TwapStyle.MatchingMidpoint),
        ("Matching Same Side", TwapStyle.MatchingSameSide),
        ("Matching Last", TwapStyle.MatchingLast),
    ];

    /// <summary>The order with everything its intent says.</summary>
    /// <param name="parentOrderId">The wire id of its bracket's parent; null for none.</param>
    public static TwsOrder ToOrder(OrderIntent intent, TwsOrder order, int? parentOrderId)
    {
        var written = ByType[intent.Terms.GetType()].Write(order, intent.Terms) with
        {
            Action = IbWords.ToAction(intent.Side),
            TotalQuantity = intent.Quantity.Value,
            OrderType = ByType[intent.Terms.GetType()].Word,
            Tif = ToTif(intent.TimeInForce),
            OutsideRth = intent.OutsideRth,
            GoodTillDate = intent.GoodTill is { } end ? ToInstant(end) : null,
            OcaGroup = intent.Oca is { } oca ? $"{intent.Strategy.Tag}-{oca.Name}" : null,
            OcaType = intent.Oca is { } group ? (int)group.Type : 0,
            ParentId = parentOrderId ?? 0,
            Transmit = intent.Transmit,
        };
        return intent.Algo is { } algo ? WithAlgo(written, algo) : written;
    }

    /// <summary>Null for a type we do not know, or one without the prices it needs.</summary>
    public static OrderTerms? ToTerms(TwsOrder order) =>
        order.OrderType is { } word && ByWord.TryGetValue(word, out var form) ? form.Read(order) : null;

    public static string ToTif(TimeInForce timeInForce) => Array.Find(Tifs, pair => pair.Tif == timeInForce).Word
        ?? throw new ArgumentOutOfRangeException(nameof(timeInForce), timeInForce, "No wire word.");

    /// <summary>Absent means day; null for a word that we do not know.</summary>
    public static TimeInForce? ToTimeInForce(string? word) => string.IsNullOrEmpty(word)
        ? TimeInForce.Day
        : Array.Find(Tifs, pair => pair.Word == word) is { Word: not null } known ? known.Tif : null;

    private static OrderForm[] Forms() =>
    [
        new("MKT", typeof(OrderTerms.Market), static (o, _) => o, static _ => new OrderTerms.Market()),
        Form<OrderTerms.Limit>("LMT", static (o, t) => o with { LmtPrice = t.LimitPrice.Value }, static o => P(o.LmtPrice) is { } limit ? new(limit) : null),
        Form<OrderTerms.Stop>("STP", static (o, t) => o with { AuxPrice = t.StopPrice.Value }, static o => P(o.AuxPrice) is { } stop ? new(stop) : null),
        Form<OrderTerms.StopLimit>(
            "STP LMT",
            static (o, t) => o with { AuxPrice = t.StopPrice.Value, LmtPrice = t.LimitPrice.Value },
            static o => (P(o.AuxPrice), P(o.LmtPrice)) is ({ } stop, { } limit) ? new(stop, limit) : null),
        Form<OrderTerms.TrailingStop>(
            "TRAIL",
            static (o, t) => Trailing(o, t.Trail) with { TrailStopPrice = t.InitialStop?.Value },
            static o => ToTrail(o) is { } trail ? new(trail, P(o.TrailStopPrice)) : null),
        Form<OrderTerms.TrailingStopLimit>(
            "TRAIL LIMIT",
            static (o, t) => Trailing(o, t.Trail) with { TrailStopPrice = t.InitialStop.Value, LmtPriceOffset = t.LimitOffset },
            static o => (ToTrail(o), P(o.TrailStopPrice), o.LmtPriceOffset) is ({ } trail, { } stop, { } offset) ? new(trail, stop, offset) : null),
        new("MOC", typeof(OrderTerms.MarketOnClose), static (o, _) => o, static _ => new OrderTerms.MarketOnClose()),
        Form<OrderTerms.LimitOnClose>("LOC", static (o, t) => o with { LmtPrice = t.LimitPrice.Value }, static o => P(o.LmtPrice) is { } limit ? new(limit) : null),
        Form<OrderTerms.MarketIfTouched>("MIT", static (o, t) => o with { AuxPrice = t.TouchPrice.Value }, static o => P(o.AuxPrice) is { } touch ? new(touch) : null),
        Form<OrderTerms.LimitIfTouched>(
            "LIT",
            static (o, t) => o with { AuxPrice = t.TouchPrice.Value, LmtPrice = t.LimitPrice.Value },
            static o => (P(o.AuxPrice), P(o.LmtPrice)) is ({ } touch, { } limit) ? new(touch, limit) : null),
        Form<OrderTerms.Relative>(
            "REL",
            static (o, t) => o with { AuxPrice = t.Offset, LmtPrice = t.Cap?.Value },
            static o => o.AuxPrice is { } offset ? new(offset, Cap(o)) : null),
        Form<OrderTerms.Midpoint>("MIDPRICE", static (o, t) => o with { LmtPrice = t.Cap?.Value }, static o => new(Cap(o))),
    ];

    private static OrderForm Form<T>(string word, Func<TwsOrder, T, TwsOrder> write, Func<TwsOrder, T?> read)
        where T : OrderTerms => new(word, typeof(T), (order, terms) => write(order, (T)terms), read);

    private static TwsOrder Trailing(TwsOrder order, Trail trail) => trail.Unit == TrailUnit.Percent
        ? order with { TrailingPercent = trail.Value }
        : order with { AuxPrice = trail.Value };

    private static Trail? ToTrail(TwsOrder order) => order switch
    {
        { TrailingPercent: { } percent and > 0 } => Trail.Percent(percent),
        { AuxPrice: { } amount and > 0 } => Trail.Amount(amount),
        _ => null,
    };

    private static Price? P(decimal? value) => value is { } price ? Price.Of(price) : null;

    /// <summary>The server shows an absent cap as 0.</summary>
    private static Price? Cap(TwsOrder order) => order.LmtPrice is { } cap and not 0 ? Price.Of(cap) : null;

    private static TwsOrder WithAlgo(TwsOrder order, OrderAlgo algo) => algo switch
    {
        OrderAlgo.Adaptive x => order with { AlgoStrategy = "Adaptive", AlgoParams = [new TwsTagValue("adaptivePriority", x.Priority.ToString())] },
        OrderAlgo.Twap x => order with { AlgoStrategy = "Twap", AlgoParams = [.. TwapParameters(x)] },
        _ => throw new ArgumentOutOfRangeException(nameof(algo), algo, "No wire word."),
    };

    private static IEnumerable<TwsTagValue> TwapParameters(OrderAlgo.Twap algo)
    {
        yield return new TwsTagValue("strategyType", Array.Find(TwapStyles, pair => pair.Style == algo.Style).Word);
        if (algo.Start is { } start)
        {
            yield return new TwsTagValue("startTime", ToInstant(start));
        }

        if (algo.End is { } end)
        {
            yield return new TwsTagValue("endTime", ToInstant(end));
        }

        yield return new TwsTagValue("allowPastEndTime", algo.AllowPastEnd ? "1" : "0");
    }

    private static string ToInstant(DateTimeOffset at) => at.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture);

    private sealed record OrderForm(string Word, Type Type, Func<TwsOrder, OrderTerms, TwsOrder> Write, Func<TwsOrder, OrderTerms?> Read);
}
