using System.Globalization;
using System.Text.RegularExpressions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Instruments;

/// <summary>An instrument as a person names it; upper and lower case mean the same.</summary>
/// <remarks>
/// Stock <c>AAPL</c>, <c>AAPL@NASDAQ</c>, <c>SAP@IBIS:EUR</c>; future <c>ES 202612</c> by month or day, with <c>@CME</c> where several exchanges list it;
/// option <c>AAPL 20261218 C 200</c>; currency pair <c>EUR.USD</c>; anything by the broker's contract id, <c>#265598</c>.
/// </remarks>
/// <param name="PrimaryExchange">The listing exchange; null when any will do.</param>
/// <param name="Expiry">Month <c>yyyyMM</c> or day <c>yyyyMMdd</c> of a future's or option's end; null for what does not end.</param>
public sealed partial record InstrumentSpec(
    string Symbol,
    SecurityType Type,
    string? PrimaryExchange,
    Currency Currency,
    ConId? ConId = null,
    string? Expiry = null,
    OptionRight? Right = null,
    decimal? Strike = null)
{
    /// <exception cref="FormatException">The text has none of the forms above; the message lists them.</exception>
    public static InstrumentSpec Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var name = Blanks().Replace(text.Trim().ToUpperInvariant(), " ");
        if (name[0] == '#')
        {
            return int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var conId) && conId > 0
                ? new InstrumentSpec(string.Empty, SecurityType.Stock, null, Currency.Usd, Values.ConId.Of(conId))
                : throw Malformed(text);
        }

        if (Pair().Match(name) is { Success: true } pair)
        {
            return new InstrumentSpec(pair.Groups["base"].Value, SecurityType.Forex, null, Currency.Of(pair.Groups["quote"].Value));
        }

        return Listed().Match(name) is { Success: true } listed ? Of(listed, text) : throw Malformed(text);
    }

    /// <summary>The name by which <see cref="Parse"/> finds just this instrument.</summary>
    public static string NameOf(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var listing = $"@{instrument.PrimaryExchange ?? instrument.Exchange}:{instrument.Currency}";
        var expiry = instrument.LastTradeDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return instrument switch
        {
            { Type: SecurityType.Stock } => instrument.Symbol + listing,
            { Type: SecurityType.Forex } => $"{instrument.Symbol}.{instrument.Currency}",
            { Type: SecurityType.Future, LastTradeDate: not null } => $"{instrument.Symbol} {expiry}{listing}",
            { LastTradeDate: not null, Right: { } right, Strike: { } strike } =>
                string.Create(CultureInfo.InvariantCulture, $"{instrument.Symbol} {expiry} {Letter(right)} {strike}{listing}"),
            _ => $"#{instrument.ConId}",
        };
    }

    public override string ToString()
    {
        if (ConId is { } id)
        {
            return $"#{id}";
        }

        return Type == SecurityType.Forex
            ? $"{Symbol}.{Currency}"
            : Symbol
                + (Expiry is null ? "" : " " + Expiry)
                + (Right is { } right ? string.Create(CultureInfo.InvariantCulture, $" {Letter(right)} {Strike}") : "")
                + (PrimaryExchange is null ? "" : "@" + PrimaryExchange)
                + (Currency == Currency.Usd ? "" : ":" + Currency);
    }

    private static InstrumentSpec Of(Match match, string text)
    {
        var expiry = Part("expiry");
        var right = Part("right") switch { null => (OptionRight?)null, ['C', ..] => OptionRight.Call, _ => OptionRight.Put };
        if (expiry is not null && !DateOnly.TryParseExact(expiry, ["yyyyMM", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            throw Malformed(text);
        }

        return new InstrumentSpec(
            match.Groups["symbol"].Value,
            (expiry, right) switch { (null, _) => SecurityType.Stock, (_, null) => SecurityType.Future, _ => SecurityType.Option },
            Part("exchange"),
            Part("currency") is { } currency ? Currency.Of(currency) : Currency.Usd,
            null,
            expiry,
            right,
            Part("strike") is { } strike ? decimal.Parse(strike, CultureInfo.InvariantCulture) : null);

        string? Part(string group) => match.Groups[group] is { Success: true, Value: var value } ? value : null;
    }

    private static char Letter(OptionRight right) => right == OptionRight.Call ? 'C' : 'P';

    private static FormatException Malformed(string text) => new(
        $"'{text}' does not name an instrument: write AAPL, AAPL@NASDAQ:USD, ES 202612, AAPL 20261218 C 200, EUR.USD or #contractId.");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("^(?<base>[A-Z]{3})\\.(?<quote>[A-Z]{3})$")]
    private static partial Regex Pair();

    /// <summary>A symbol may have a class behind a blank, as in <c>BRK B</c>.</summary>
    [GeneratedRegex("^(?<symbol>[A-Z0-9][A-Z0-9.-]{0,15}(?: [A-Z]{1,3})?)(?: (?<expiry>\\d{8}|\\d{6})(?: (?<right>C|P|CALL|PUT) (?<strike>\\d{1,9}(?:\\.\\d{1,6})?))?)?(?:@(?<exchange>[A-Z0-9.]{1,15}))?(?::(?<currency>[A-Z]{3}))?$")]
    private static partial Regex Listed();
}
