using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>What the gateway says of its contracts and of itself.</summary>
public sealed class ContractSocketTests : IAsyncLifetime
{
    private SimulatedGateway _gateway = null!;
    private RawClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await Gateways.StartAsync();
        _client = RawClient.Connect(_gateway.Port, 1);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _gateway.DisposeAsync();
    }

    [Fact]
    public void An_option_chain_leads_to_contracts_that_can_be_asked_for_one_by_one()
    {
        _client.Send(new SecDefOptParamsRequest { ReqId = 1, UnderlyingSymbol = "AAPL", UnderlyingSecType = "STK", UnderlyingConId = Gateways.Apple });
        _client.Wait<SecDefOptParamsEndMessage>(static m => m.ReqId == 1);
        var chain = _client.Wait<SecDefOptParamsMessage>(static m => m.Exchange == "SMART");
        var wanted = Gateways.AppleOption(chain.Expirations[0], chain.Strikes[20], "C");

        var details = Details(wanted);

        var found = Assert.Single(details);
        Assert.Equal(("OPT", "C", "100", Gateways.Apple, "AAPL"), (found.Contract.SecType, found.Contract.Right, found.Contract.Multiplier, found.UnderConId, found.UnderSymbol));
        Assert.Equal(chain.Expirations[0], found.Contract.LastTradeDateOrContractMonth);
        Assert.Equal(chain.Strikes[20], found.Contract.Strike);
        Assert.Equal(found.ValidExchanges!.Split(',').Length, found.MarketRuleIds!.Split(',').Length);
        Assert.Equal(found.Contract.ConId, Assert.Single(Details(new TwsContract { ConId = found.Contract.ConId, Exchange = "SMART" })).Contract.ConId);
    }

    [Theory]
    [InlineData("ES", "FUT", "CME", "50")]
    [InlineData("EUR", "CASH", "IDEALPRO", null)]
    [InlineData("SPX", "IND", "CBOE", null)]
    [InlineData("BTC", "CRYPTO", "PAXOS", null)]
    [InlineData("AAPL", "STK", "SMART", null)]
    public void Every_kind_of_contract_has_details_with_hours_and_a_market_rule(string symbol, string type, string exchange, string? multiplier)
    {
        var found = Details(new TwsContract { Symbol = symbol, SecType = type, Exchange = exchange, Currency = "USD" })[0];

        Assert.Equal((symbol, type, multiplier), (found.Contract.Symbol, found.Contract.SecType, found.Contract.Multiplier));
        Assert.Matches("^[0-9]{8}:[0-9]{4}-[0-9]{8}:[0-9]{4};", found.TradingHours);
        Assert.Matches("^[0-9]{8}:[0-9]{4}-[0-9]{8}:[0-9]{4};", found.LiquidHours);
        _client.Send(new MarketRuleRequest { MarketRuleId = int.Parse(found.MarketRuleIds!.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture) });
        Assert.Equal(found.MinTick, _client.Wait<MarketRuleMessage>().Increments[^1].Increment);
    }

    [Fact]
    public void What_fits_several_contracts_is_ambiguous_and_what_fits_none_unknown()
    {
        var any = new TwsContract { Symbol = "ES", SecType = "FUT", Exchange = "CME", Currency = "USD" };
        Assert.True(Details(any).Count >= 4);

        _client.Send(new MktDataRequest { ReqId = 1, Contract = any });
        _client.Send(new MktDataRequest { ReqId = 2, Contract = any with { Symbol = "XX" } });

        Assert.Contains("ambiguous", _client.Wait<ErrMsgMessage>(static m => m is { Id: 1, ErrorCode: 200 }).ErrorMsg, StringComparison.Ordinal);
        Assert.StartsWith("No security definition", _client.Wait<ErrMsgMessage>(static m => m is { Id: 2, ErrorCode: 200 }).ErrorMsg, StringComparison.Ordinal);
        Assert.Equal("CONTFUT", Assert.Single(Details(any with { SecType = "CONTFUT" })).Contract.SecType);
    }

    [Fact]
    public void The_lists_of_the_gateway_are_answered()
    {
        _client.Send(new MktDepthExchangesRequest());
        _client.Send(new SmartComponentsRequest { ReqId = 2, BboExchange = "9c0001" });
        _client.Send(new FamilyCodesRequest());
        _client.Send(new SoftDollarTiersRequest { ReqId = 4 });
        _client.Send(new MatchingSymbolsRequest { ReqId = 5, Pattern = "appl" });

        Assert.Contains(_client.Wait<MktDepthExchangesMessage>().Exchanges, static e => e is { Exchange: "CME", SecType: "FUT" });
        Assert.Contains(_client.Wait<SmartComponentsMessage>().Components, static c => c.Exchange == "NASDAQ");
        Assert.Equal(Gateways.Account, Assert.Single(_client.Wait<FamilyCodesMessage>().Codes).AccountId);
        _client.Wait<SoftDollarTiersMessage>(static m => m.ReqId == 4);
        Assert.Contains("OPT", Assert.Single(_client.Wait<SymbolSamplesMessage>().Samples).DerivativeSecTypes);
    }

    private IReadOnlyList<ContractDataMessage> Details(TwsContract contract)
    {
        _client.Forget();
        _client.Send(new ContractDetailsRequest { ReqId = 77, Contract = contract });
        _client.Wait<ContractDataEndMessage>(static m => m.ReqId == 77);
        return _client.All<ContractDataMessage>();
    }
}
