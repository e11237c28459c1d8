using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>Everything that a simulated exchange lists: listings with a price of their own, and what derives from them by the calendar.</summary>
public sealed class ListedMarket
{
    private const int FirstComboConId = 1_600_000_000;
    private const int ComboConIds = 500_000_000;

    private readonly ImmutableArray<Listing> _spots;
    private readonly Dictionary<int, Listing> _byConId;

    /// <summary>Options and futures exist for those of their underlyings that are among <paramref name="spots"/>.</summary>
    public ListedMarket(ImmutableArray<Listing> spots)
    {
        _spots = spots;
        _byConId = spots.ToDictionary(static listing => listing.ConId.Value);
        Options = [.. OptionSteps.Select((row, number) => Find(row.ConId) is { } of ? new OptionFamily(of, number, row.Step) : null).OfType<OptionFamily>()];
        Futures =
        [
            .. On(416904, static of => new FutureFamily(of, 0, "ES", "E-mini S&P 500", "CME", 50, 0.25m, 67)),
            .. On(416904, static of => new FutureFamily(of, 1, "MES", "Micro E-Mini S&P 500 Stock Price Index", "CME", 5, 0.25m, 67)),
            .. On(416843, static of => new FutureFamily(of, 2, "NQ", "E-mini NASDAQ 100", "CME", 20, 0.25m, 67)),
        ];
    }

    /// <summary>Stocks, currencies, indices and crypto currencies: the default market.</summary>
    public static ImmutableArray<Listing> DefaultSpots { get; } = [.. UsStocks.All, UsStocks.HardToBorrow, .. Spots.Forex, .. Spots.Indices, .. Spots.Crypto];

    public ImmutableArray<OptionFamily> Options { get; }

    public ImmutableArray<FutureFamily> Futures { get; }

    public ImmutableArray<Listing> WithOwnPrice => _spots;

    private static ImmutableArray<(int ConId, decimal Step)> OptionSteps { get; } =
        [(265598, 5), (272093, 10), (4815747, 5), (76792991, 10), (756733, 10), (320227571, 10), (416904, 50)];

    /// <summary>The listing with that id, expired or not.</summary>
    public Listing? Find(int conId)
    {
        if (_byConId.TryGetValue(conId, out var known))
        {
            return known;
        }

        var made = conId >= OptionFamily.FirstConId
            ? Options.Select(family => family.Find(conId)).FirstOrDefault(static found => found is not null)
            : Futures.IsDefault ? null : Futures.Select(family => family.Find(conId)).FirstOrDefault(static found => found is not null);
        if (made is not null)
        {
            _byConId[conId] = made;
        }

        return made;
    }

    /// <summary>What is listed at that time under a symbol, or under a local symbol, of one kind or of all.</summary>
    public IEnumerable<Listing> Named(string? symbol, string? localSymbol, SecurityType? type, DateTimeOffset now)
    {
        bool Fits(Instrument instrument) => (symbol is null || instrument.Symbol == symbol) && (localSymbol is null || instrument.LocalSymbol == localSymbol);
        bool Wanted(SecurityType kind) => type is null || type == kind;
        var spots = _spots.Where(listing => Wanted(listing.Instrument.Type) && Fits(listing.Instrument));
        var futures = Wanted(SecurityType.Future) ? Futures.Where(f => symbol is null || f.Symbol == symbol).SelectMany(f => f.Listed(now)) : [];
        var options = Wanted(SecurityType.Option) && type is not null
            ? Options.Where(o => symbol is null || o.Underlying.Instrument.Symbol == symbol).SelectMany(o => o.Listed(now))
            : [];
        return spots.Concat(futures.Concat(options).Where(listing => Fits(listing.Instrument)));
    }

    /// <summary>The combination of these legs; the same legs always have the same id, which no client ever sees.</summary>
    public Listing Combo(string symbol, ImmutableArray<ComboLeg> legs)
    {
        var conId = ComboConId(legs);
        if (_byConId.TryGetValue(conId, out var known))
        {
            return known;
        }

        var first = legs[0].Listing.Instrument;
        var name = string.Join(',', legs.Select(static leg => $"{leg.Listing.ConId}|{leg.Ratio}"));
        var instrument = new Instrument(
            ConId.Of(conId), symbol, SecurityType.Combo, "SMART", null, first.Currency, first.Multiplier, symbol, "COMB", name,
            [new TickRule(0, 0.01m)], Quantity.Of(1), Quantity.Of(1), [], [], first.TimeZone);
        return _byConId[conId] = new Listing(instrument, Price.Of(0), 0, 0, 0) { Lot = 1, Legs = legs, Commission = legs[0].Listing.Commission };
    }

    private static int ComboConId(ImmutableArray<ComboLeg> legs)
    {
        var hash = legs.Aggregate(0x9E37UL, static (sum, leg) => Noise.Bits(sum ^ (ulong)leg.Listing.ConId.Value, (ulong)(leg.Ratio + int.MaxValue)));
        return FirstComboConId + (int)(hash % ComboConIds);
    }

    private IEnumerable<FutureFamily> On(int conId, Func<Listing, FutureFamily> make) => _byConId.TryGetValue(conId, out var of) ? [make(of)] : [];
}
