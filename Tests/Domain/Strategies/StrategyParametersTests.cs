using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Strategies;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.Strategies;

public sealed class StrategyParametersTests
{
    [Fact]
    public void What_was_read_is_the_declaration_with_kind_default_and_range()
    {
        var parameters = StrategyParameters.None;
        parameters.Int("fast", 10, 1, 500);
        parameters.Decimal("fraction", 0.5m, 0.01m, 2);
        parameters.BarSize("bar", BarSize.OneMinute);
        parameters.Flag("short", true);
        parameters.Choice("side", "both", "long", "short", "both");
        parameters.Int("fast", 10, 1, 500);

        Assert.Equal(
            [
                new ParameterInfo("fast", "int", "10", "1 to 500"),
                new ParameterInfo("fraction", "decimal", "0.5", "0.01 to 2"),
                new ParameterInfo("bar", "bar size", "1m", "5s, 1m, 2h or 1d and their multiples"),
                new ParameterInfo("short", "flag", "true", "true | false"),
                new ParameterInfo("side", "choice", "both", "long | short | both"),
            ],
            parameters.Declared);
    }

    [Fact]
    public void A_choice_outside_its_words_is_refused_with_all_of_them()
    {
        var refused = Assert.Throws<ArgumentException>(() => Given("side", "up").Choice("side", "both", "long", "short", "both"));

        Assert.Equal("Parameter side is 'up': it must be one of long, short, both.", refused.Message);
        Assert.Equal("short", Given("SIDE", "Short").Choice("side", "both", "long", "short", "both"));
    }

    [Fact]
    public void A_list_is_separated_by_commas_for_instruments_have_blanks_of_their_own() =>
        Assert.Equal(["ES 202612", "AAPL"], Given("instruments", "ES 202612, AAPL,").List("instruments", ""));

    [Fact]
    public void The_catalog_lists_every_strategy_with_its_parameters_and_why_one_needs_settings()
    {
        var types = new StrategyCatalog([typeof(MovingAverageCross), typeof(Probe), typeof(Demanding)]).Describe().ToArray();

        Assert.Equal(["Demanding", "MovingAverageCross", "Probe"], types.Select(static type => type.Name));
        Assert.Equal("Give key.", types[0].Problem);
        Assert.Equal(["fast", "slow", "shares", "short", "bar", "instruments"], types[1].Parameters.Select(static parameter => parameter.Name));
        Assert.Equal("OrleansTrader.Strategies", types[1].Assembly);
        Assert.Null(types[1].Problem);
    }

    private static StrategyParameters Given(string name, string value) => new(ImmutableDictionary<string, string>.Empty.Add(name, value));

    public sealed class Demanding : IStrategy
    {
        public StrategyPlan Configure(StrategyParameters parameters) => throw new ArgumentException("Give key.");
    }
}
