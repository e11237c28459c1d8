using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Which live data the login has not subscribed to, and how many lines it has.</summary>
/// <param name="Lines">Shared by quotes, five-second bars and kept histories of all clients; null for as many as wanted.</param>
/// <param name="Missing">Symbol or kind of contract (STK), and the code that says so.</param>
internal sealed record DataRights(int? Lines, ImmutableDictionary<string, int> Missing)
{
    private const int LinesPerDeepSubscription = 100;
    private const int FewestDeep = 3;
    private const int MostDeep = 60;
    private const string NotSubscribed = "Requested market data is not subscribed.";
    private const string NoApi = "Requested market data requires additional subscription for API. See link in 'Market Data Connections' dialog for more details.";

    private static readonly int[] Codes = [354, 10089, 10168];

    /// <summary>Subscriptions to depth, and to tick-by-tick data: one per 100 lines, at least 3, at most 60.</summary>
    public int Deep => Math.Clamp((Lines ?? 0) / LinesPerDeepSubscription, FewestDeep, MostDeep);

    /// <param name="words"><c>OPT</c> or <c>TSLA=10089</c>; without a code it is 354.</param>
    /// <returns>Null, with what is wrong, when one of them cannot be read.</returns>
    public static DataRights? Of(int? lines, IEnumerable<string> words, out string? wrong)
    {
        var missing = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var word in words)
        {
            var parts = word.Split('=');
            var code = parts.Length == 1 ? Codes[0] : 0;
            if (parts.Length > 2 || parts[0].Length == 0 || (parts.Length == 2 && (!int.TryParse(parts[1], CultureInfo.InvariantCulture, out code) || !Codes.Contains(code))))
            {
                wrong = word;
                return null;
            }

            missing[parts[0]] = code;
        }

        wrong = null;
        return new DataRights(lines, missing.ToImmutable());
    }

    /// <summary>Why there are no live quotes of it; null when they are subscribed.</summary>
    public OrderRefusal? LiveRefusal(Listing listing) => CodeOf(listing) switch
    {
        null => null,
        10089 => new(10089, $"{NoApi}Delayed market data is available."),
        10168 => new(10168, $"{NotSubscribed} Delayed market data is not enabled."),
        var code => new(code.Value, $"{NotSubscribed} Delayed market data is available."),
    };

    /// <summary>What a client that takes delayed quotes is told first; null when live ones are subscribed.</summary>
    public OrderRefusal? DelayedNotice(Listing listing) => CodeOf(listing) switch
    {
        null => null,
        10089 => new(10089, $"{NoApi}Delayed market data is available."),
        _ => new(10167, $"{NotSubscribed} Displaying delayed market data."),
    };

    /// <summary>The end of a message that refuses anything but quotes; null when live data are subscribed.</summary>
    public string? NoPermission(Listing listing) =>
        CodeOf(listing) is null ? null : $"No market data permissions for {listing.Instrument.PrimaryExchange ?? listing.Instrument.Exchange} {WireContracts.Word(listing.Instrument.Type)}";

    private int? CodeOf(Listing listing) =>
        Missing.IsEmpty ? null
        : Missing.TryGetValue(listing.Instrument.Symbol, out var code) || Missing.TryGetValue(WireContracts.Word(listing.Instrument.Type), out code) ? code
        : null;
}
