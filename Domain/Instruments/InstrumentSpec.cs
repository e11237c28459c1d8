using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Instruments;

/// <summary>An instrument as a person names it: <c>AAPL</c>, <c>AAPL@NASDAQ:USD</c>, or <c>#265598</c> by contract id.</summary>
/// <param name="PrimaryExchange">The listing exchange; null when any will do.</param>
public sealed record InstrumentSpec(string Symbol, SecurityType Type, string? PrimaryExchange, Currency Currency, ConId? ConId = null)
{
    /// <exception cref="FormatException">The text has none of the forms above.</exception>
    public static InstrumentSpec Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (text[0] == '#' && int.TryParse(text.AsSpan(1), out var conId) && conId > 0)
        {
            return new InstrumentSpec(string.Empty, SecurityType.Stock, null, Currency.Usd, Values.ConId.Of(conId));
        }

        var (head, currency) = Split(text.Trim(), ':');
        var (symbol, exchange) = Split(head, '@');
        try
        {
            return IsWord(symbol) && (exchange is null || IsWord(exchange))
                ? new InstrumentSpec(symbol, SecurityType.Stock, exchange, currency is null ? Currency.Usd : Currency.Of(currency))
                : throw Malformed(text);
        }
        catch (ArgumentException)
        {
            throw Malformed(text);
        }
    }

    public override string ToString() => ConId is { } id
        ? $"#{id}"
        : Symbol + (PrimaryExchange is null ? "" : "@" + PrimaryExchange) + (Currency == Currency.Usd ? "" : ":" + Currency);

    private static FormatException Malformed(string text) =>
        new($"'{text}' does not name an instrument: write SYMBOL, SYMBOL@EXCHANGE, SYMBOL@EXCHANGE:CURRENCY or #conId.");

    private static (string Head, string? Tail) Split(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, null);

    private static bool IsWord(string text) =>
        text.Length is >= 1 and <= 20 && text.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is ' ' or '.' or '-');
}
