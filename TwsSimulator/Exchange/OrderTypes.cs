using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Every order type that is executed: one row each, with the prices it needs and what the book makes of it.</summary>
internal static class OrderTypes
{
    private static readonly Dictionary<string, Row> Rows = new()
    {
        ["MKT"] = new(Needs.Nothing, static (_, _) => Market()),
        ["LMT"] = new(Needs.Limit, static (words, _) => Limit(words)),
        ["STP"] = new(Needs.Aux, static (words, _) => Market(Stop(words))),
        ["STP LMT"] = new(Needs.Limit | Needs.Aux, static (words, _) => Limit(words, Stop(words))),
        ["TRAIL"] = new(Needs.Trail, static (words, side) => Market(Trail(words, side))),
        ["TRAIL LIMIT"] = new(Needs.Trail | Needs.Offset, static (words, side) => Market(Trail(words, side))),
        ["MIT"] = new(Needs.Aux, static (words, _) => Market(Touch(words))),
        ["LIT"] = new(Needs.Limit | Needs.Aux, static (words, _) => Limit(words, Touch(words))),
        ["MOC"] = new(Needs.Nothing, static (_, _) => Market() with { Life = BookLife.Closing }),
        ["LOC"] = new(Needs.Limit, static (words, _) => Limit(words) with { Life = BookLife.Closing }),
        ["REL"] = new(Needs.Nothing, static (words, _) => new BookTerms(new BookPricing.Relative(words.AuxPrice ?? 0, Cap(words)))),
        ["PEG MID"] = new(Needs.Nothing, static (words, _) => new BookTerms(new BookPricing.Midpoint(words.AuxPrice ?? 0, Cap(words)))),
        ["MIDPRICE"] = new(Needs.Nothing, static (words, _) => new BookTerms(new BookPricing.Midpoint(0, Cap(words)))),
    };

    /// <summary>Other spellings of the same types, as some clients and older servers write them.</summary>
    private static readonly Dictionary<string, string> Spellings = new()
    {
        ["STPLMT"] = "STP LMT",
        ["TRAILLMT"] = "TRAIL LIMIT",
        ["TRAIL LMT"] = "TRAIL LIMIT",
        ["PEGMID"] = "PEG MID",
    };

    [Flags]
    public enum Needs
    {
        Nothing = 0,
        Limit = 1,
        Aux = 2,

        /// <summary>An amount or a percentage.</summary>
        Trail = 4,

        /// <summary>A limit offset, or a first stop and a first limit.</summary>
        Offset = 8,
    }

    public static string Canonical(string word) => Spellings.GetValueOrDefault(word, word);

    /// <summary>Null for a type that is not executed.</summary>
    public static Needs? NeedsOf(string word) => Rows.TryGetValue(word, out var row) ? row.Needs : null;

    public static bool IsComplete(OrderWords words) => Missing(words) is null && Rows.ContainsKey(words.OrderType);

    /// <summary>The first price that is missing, in words; null when none is.</summary>
    public static string? Missing(OrderWords words)
    {
        var needs = NeedsOf(words.OrderType) ?? Needs.Nothing;
        return needs switch
        {
            _ when needs.HasFlag(Needs.Limit) && words.LimitPrice is null => "a limit price",
            _ when needs.HasFlag(Needs.Aux) && words.AuxPrice is null => "a stop or trigger price",
            _ when needs.HasFlag(Needs.Trail) && words.AuxPrice is null && words.TrailingPercent is null => "a trailing amount or percentage",
            _ when needs.HasFlag(Needs.Offset) && OffsetOf(words) is null => "a limit price offset, or both a trailing stop price and a limit price",
            _ => null,
        };
    }

    /// <summary>What the book makes of it. Call it only for words that are complete.</summary>
    /// <param name="group">Number of its OCA group; 0 for none.</param>
    public static BookTerms Terms(OrderWords words, Side side, long group)
    {
        var terms = Rows[words.OrderType].Terms(words, side);
        return terms with
        {
            Life = words.Tif switch
            {
                "IOC" => BookLife.Immediate,
                "FOK" => BookLife.FillOrKill,
                "OPG" => BookLife.Opening,
                _ => terms.Life,
            },
            OutsideRth = words.OutsideRth ?? false,
            AllOrNone = words.AllOrNone ?? false,
            MinQuantity = words.MinQuantity ?? 0,
            Group = group,
        };
    }

    private static BookTerms Market(BookTrigger? trigger = null) => new(new BookPricing.Market(), trigger);

    private static BookTerms Limit(OrderWords words, BookTrigger? trigger = null) => new(new BookPricing.Limit(Price.Of(words.LimitPrice!.Value)), trigger);

    private static BookTrigger Stop(OrderWords words) => new BookTrigger.Stop(Price.Of(words.AuxPrice!.Value), Source(words));

    private static BookTrigger Touch(OrderWords words) => new BookTrigger.Touch(Price.Of(words.AuxPrice!.Value), Source(words));

    private static BookTrigger Trail(OrderWords words, Side side)
    {
        var isPercent = words.TrailingPercent is not null;
        Price? stop = words.TrailStopPrice is { } price ? Price.Of(price) : null;
        var offset = words.OrderType == "TRAIL LIMIT" ? OffsetOf(words) : null;
        return new BookTrigger.Trail(stop, isPercent ? words.TrailingPercent!.Value : words.AuxPrice!.Value, isPercent, offset, Source(words));
    }

    private static decimal? OffsetOf(OrderWords words) => words switch
    {
        { LimitOffset: { } offset } => offset,
        { LimitPrice: { } limit, TrailStopPrice: { } stop } => Math.Abs(stop - limit),
        _ => null,
    };

    private static Price? Cap(OrderWords words) => words.LimitPrice is { } cap ? Price.Of(cap) : null;

    private static TriggerSource Source(OrderWords words) => words.TriggerMethod switch
    {
        1 or 4 => TriggerSource.BidAsk,
        7 => TriggerSource.LastOrBidAsk,
        8 => TriggerSource.Midpoint,
        _ => TriggerSource.Last,
    };

    private sealed record Row(Needs Needs, Func<OrderWords, Side, BookTerms> Terms);
}
