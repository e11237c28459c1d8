using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain;

public sealed class InstrumentSpecTests
{
    public static TheoryData<string, InstrumentSpec> Names { get; } = new()
    {
        { "AAPL", new("AAPL", SecurityType.Stock, null, Currency.Usd) },
        { " brk  b ", new("BRK B", SecurityType.Stock, null, Currency.Usd) },
        { "AAPL@NASDAQ:USD", new("AAPL", SecurityType.Stock, "NASDAQ", Currency.Usd) },
        { "SAP@IBIS:EUR", new("SAP", SecurityType.Stock, "IBIS", Currency.Of("EUR")) },
        { "ES 202612", new("ES", SecurityType.Future, null, Currency.Usd, null, "202612") },
        { "es 20261218@cme", new("ES", SecurityType.Future, "CME", Currency.Usd, null, "20261218") },
        { "AAPL 20261218 C 200", new("AAPL", SecurityType.Option, null, Currency.Usd, null, "20261218", OptionRight.Call, 200) },
        { "AAPL 20261218 put 187.5@CBOE", new("AAPL", SecurityType.Option, "CBOE", Currency.Usd, null, "20261218", OptionRight.Put, 187.5m) },
        { "EUR.USD", new("EUR", SecurityType.Forex, null, Currency.Usd) },
        { "#265598", new(string.Empty, SecurityType.Stock, null, Currency.Usd, ConId.Of(265598)) },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Instruments_are_named_as_a_person_writes_them(string text, InstrumentSpec expected)
    {
        var spec = InstrumentSpec.Parse(text);

        Assert.Equal(expected, spec);
        Assert.Equal(spec, InstrumentSpec.Parse(spec.ToString()));
    }

    [Theory]
    [InlineData("#-1")]
    [InlineData("#AAPL")]
    [InlineData("AAPL@")]
    [InlineData("AAPL:EURO")]
    [InlineData("ES 202613")]
    [InlineData("ES 20260230")]
    [InlineData("AAPL C 200")]
    [InlineData("AAPL 20261218 C")]
    [InlineData("AAPL 20261218 C -5")]
    [InlineData("AAPL; drop table")]
    public void What_names_nothing_is_refused_with_the_forms_that_do(string text)
    {
        var refused = Assert.Throws<FormatException>(() => InstrumentSpec.Parse(text));

        Assert.Contains($"'{text}' does not name an instrument: write AAPL, AAPL@NASDAQ:USD, ES 202612, AAPL 20261218 C 200, EUR.USD or #contractId.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_instrument_has_a_name_that_finds_it_again()
    {
        var stock = Make.Instrument("AAPL", 1);
        var expiry = new DateOnly(2026, 12, 18);

        Assert.Equal("AAPL@NASDAQ:USD", InstrumentSpec.NameOf(stock));
        Assert.Equal("ES 20261218@CME:USD", InstrumentSpec.NameOf(stock with { Symbol = "ES", Type = SecurityType.Future, PrimaryExchange = null, Exchange = "CME", LastTradeDate = expiry }));
        Assert.Equal("AAPL 20261218 C 187.5@SMART:USD", InstrumentSpec.NameOf(stock with { Type = SecurityType.Option, PrimaryExchange = null, LastTradeDate = expiry, Right = OptionRight.Call, Strike = 187.5m }));
        Assert.Equal("EUR.USD", InstrumentSpec.NameOf(stock with { Symbol = "EUR", Type = SecurityType.Forex }));
        Assert.Equal("#1", InstrumentSpec.NameOf(stock with { Type = SecurityType.Bond }));
    }
}
