using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using Xunit;

namespace OrleansTrader.Tests.Grains;

public sealed class InstrumentGrainTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private static readonly DateOnly December = new(2026, 12, 18);

    [Fact]
    public async Task A_resolved_instrument_is_written_to_the_table_once_and_again_when_its_details_change()
    {
        cluster.Gateway.Know("WRITTEN", 900);

        await Resolve("WRITTEN");
        await Resolve("WRITTEN");
        Assert.Single(Written(900));

        cluster.Gateway.Known["WRITTEN"] = [Make.Instrument("WRITTEN", 900) with { LongName = "renamed" }];
        cluster.Clock.Advance(TimeSpan.FromDays(1));
        await Resolve("WRITTEN");

        Assert.Equal(["WRITTEN", "renamed"], Written(900).Select(static instrument => instrument.LongName));
    }

    [Fact]
    public async Task A_table_that_is_away_holds_nobody_up_and_gets_the_instrument_later()
    {
        cluster.Gateway.Know("DELAYED", 901);
        cluster.Gateway.TableFault = new TimeoutException("the database is away");
        try
        {
            Assert.Equal(901, (await Resolve("DELAYED")).Instrument?.ConId.Value);
        }
        finally
        {
            cluster.Gateway.TableFault = null;
        }

        await Resolve("DELAYED");
        Assert.Single(Written(901));
    }

    [Fact]
    public async Task An_ambiguous_name_is_answered_with_the_names_that_are_not()
    {
        var future = Make.Instrument("ES", 902) with { Type = SecurityType.Future, PrimaryExchange = null, Exchange = "CME", LastTradeDate = December, LongName = "E-mini" };
        cluster.Gateway.Known["ES 202612"] = [future, future with { ConId = ConId.Of(903), Exchange = "QBALGO" }];

        var answer = await Resolve("ES 202612");

        Assert.Null(answer.Instrument);
        Assert.Equal(["ES 20261218@CME:USD", "ES 20261218@QBALGO:USD"], answer.Candidates.Select(static one => one.Name));
        Assert.Equal("ES 202612 is ambiguous; write one of: ES 20261218@CME:USD (#902, E-mini), ES 20261218@QBALGO:USD (#903, E-mini).", answer.Problem);
    }

    [Fact]
    public async Task An_unknown_name_is_answered_with_what_was_perhaps_meant()
    {
        cluster.Gateway.Similar["APPL"] = [new InstrumentCandidate(ConId.Of(265598), "AAPL@NASDAQ:USD", "APPLE INC")];
        cluster.Gateway.Known["NQ"] = [];
        cluster.Gateway.Known["CL"] = [Make.Instrument("CL", 904) with { Type = SecurityType.Future, PrimaryExchange = null, Exchange = "NYMEX", LastTradeDate = December }];

        Assert.Equal("The broker knows no instrument APPL; perhaps you mean: AAPL@NASDAQ:USD (#265598, APPLE INC).", (await Resolve("APPL")).Problem);
        Assert.Equal("The broker knows no instrument XYZZY.", (await Resolve("XYZZY")).Problem);
        Assert.Contains("CL 20261218@NYMEX:USD", (await Resolve("CL 202611")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_may_be_one_on_a_future()
    {
        var source = cluster.Gateway;
        source.Known["ES 20261218 C 5000/FutureOption"] = [Make.Instrument("ES", 905) with { Type = SecurityType.FutureOption, LastTradeDate = December, Right = OptionRight.Call, Strike = 5000 }];

        Assert.Equal(905, (await Resolve("ES 20261218 C 5000")).Instrument?.ConId.Value);
    }

    private Task<InstrumentResolution> Resolve(string name) => cluster.Grains.GetGrain<IInstrumentGrain>(name).ResolveAsync();

    private Instrument[] Written(int conId) => [.. cluster.Gateway.Recorded.Where(instrument => instrument.ConId.Value == conId)];
}
