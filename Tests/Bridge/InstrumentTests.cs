using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

public sealed class InstrumentTests
{
    [Fact]
    public async Task An_instrument_comes_with_the_tick_rules_of_its_exchange_and_its_hours()
    {
        await using var gateway = new ScriptedGateway { };
        gateway.Script = Answer;
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        var found = await bridge.Instruments.FindAsync(InstrumentSpec.Parse("AAPL@NASDAQ"), CancellationToken.None);
        await bridge.Instruments.FindAsync(InstrumentSpec.Parse("#265598"), CancellationToken.None);

        var apple = Assert.Single(found);
        Assert.Equal((265598, SecurityType.Stock, "America/New_York", 1m), (apple.ConId.Value, apple.Type, apple.TimeZone, apple.Multiplier));
        Assert.Equal([new TickRule(0, 0.0001m), new TickRule(1, 0.01m)], apple.TickRules);
        Assert.Equal(14, Assert.Single(apple.LiquidHours).Open.Hour);
        Assert.Equal([26], gateway.Received.OfType<MarketRuleRequest>().Select(static request => request.MarketRuleId));
        var asked = gateway.Received.OfType<ContractDetailsRequest>().ToList();
        Assert.Equal(("AAPL", "STK", "SMART", "NASDAQ", "USD"), (asked[0].Contract.Symbol, asked[0].Contract.SecType, asked[0].Contract.Exchange, asked[0].Contract.PrimaryExch, asked[0].Contract.Currency));
        Assert.Equal((265598, null), (asked[1].Contract.ConId, asked[1].Contract.SecType));
    }

    [Fact]
    public async Task What_the_broker_does_not_know_is_an_empty_answer()
    {
        await using var gateway = new ScriptedGateway();
        gateway.Script = static (client, message) =>
        {
            if (message is ContractDetailsRequest request)
            {
                client.Error(request.ReqId, 200, "No security definition has been found for the request");
            }

            return message is ContractDetailsRequest;
        };
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        Assert.Empty(await bridge.Instruments.FindAsync(InstrumentSpec.Parse("NOSUCH"), CancellationToken.None));
    }

    [Fact]
    public async Task Without_a_session_the_refusal_says_so()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = new BridgeHost(gateway.Port);

        var refusal = await Assert.ThrowsAsync<GatewayRequestException>(() => bridge.Instruments.FindAsync(InstrumentSpec.Parse("AAPL"), CancellationToken.None));

        Assert.Equal(504, refusal.Code);
    }

    private static bool Answer(ScriptedClient client, ClientMessage message)
    {
        switch (message)
        {
            case ContractDetailsRequest request:
                client.Send(new ContractDataMessage
                {
                    ReqId = request.ReqId,
                    Contract = new TwsContract { ConId = 265598, Symbol = "AAPL", SecType = "STK", Exchange = "SMART", PrimaryExch = "NASDAQ", Currency = "USD", LocalSymbol = "AAPL", TradingClass = "NMS" },
                    LongName = "APPLE INC",
                    MinTick = 0.01m,
                    ValidExchanges = "AMEX,SMART,NASDAQ",
                    MarketRuleIds = "1,26,2",
                    TimeZoneId = "US/Eastern",
                    TradingHours = "20261123:0400-20261123:2000",
                    LiquidHours = "20261123:0930-20261123:1600",
                    MinSize = 1,
                    SizeIncrement = 1,
                });
                client.Send(new ContractDataEndMessage { ReqId = request.ReqId });
                return true;
            case MarketRuleRequest rule:
                client.Send(new MarketRuleMessage { MarketRuleId = rule.MarketRuleId, Increments = [new PriceIncrement { LowEdge = 0, Increment = 0.0001m }, new PriceIncrement { LowEdge = 1, Increment = 0.01m }] });
                return true;
            default:
                return false;
        }
    }
}
