using OrleansTrader.Domain.MarketData;
using Xunit;

namespace OrleansTrader.Tests.Domain.MarketData;

public sealed class BarSizeTests
{
    [Theory]
    [InlineData("5s", BarUnit.Time)]
    [InlineData("90s", BarUnit.Time)]
    [InlineData("1m", BarUnit.Time)]
    [InlineData("4h", BarUnit.Time)]
    [InlineData("1d", BarUnit.Time)]
    [InlineData("1w", BarUnit.Week)]
    [InlineData("1mo", BarUnit.Month)]
    [InlineData("500t", BarUnit.Ticks)]
    [InlineData("10000v", BarUnit.Volume)]
    [InlineData("1000000$", BarUnit.Dollars)]
    public void A_size_has_one_text_form(string text, BarUnit unit)
    {
        var size = BarSize.Parse(text);

        Assert.Equal((text, unit, unit <= BarUnit.Month), (size.ToString(), size.Unit, size.IsByTime));
        Assert.Equal(size, BarSize.Parse(size.ToString()));
    }

    [Theory]
    [InlineData("7s")]
    [InlineData("0m")]
    [InlineData("2d")]
    [InlineData("2w")]
    [InlineData("2mo")]
    [InlineData("-5t")]
    [InlineData("1M")]
    [InlineData("five minutes")]
    [InlineData("999999999999d")]
    public void What_is_no_size_is_refused(string text) => Assert.Throws<ArgumentException>(() => BarSize.Parse(text));
}
