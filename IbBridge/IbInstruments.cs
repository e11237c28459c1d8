using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbBridge.MarketData;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbBridge.Routing;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge;

/// <summary>Contract details with their tick rules and hours.</summary>
internal sealed partial class IbInstruments(
    GatewayRequests requests, MarketRules rules, FarmBoard farms, IbBridgeOptions options, TimeProvider clock, ILogger<IbInstruments> logger) : IInstrumentSource
{
    /// <summary>No security definition: the broker knows nothing that fits.</summary>
    private const int NoDefinition = 200;

    private readonly RequestWindow _searches = new(RequestWindow.Searches.Requests, RequestWindow.Searches.Span, clock);

    public async Task<ImmutableArray<Instrument>> FindAsync(InstrumentSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        try
        {
            var query = IbContracts.ToQuery(spec);
            await farms.ServesAsync(FarmKind.Definitions, null, options.RequestTimeout, cancellationToken);
            var found = await requests.AskAsync(
                PacingLane.Data,
                $"reqContractDetails({spec})",
                id => new ContractDetailsRequest { ReqId = id, Contract = query },
                new DetailsAnswer(),
                options.RequestTimeout,
                cancellationToken);
            return await WithRulesAsync(found, cancellationToken);
        }
        catch (GatewayRequestException e) when (e.Code == NoDefinition)
        {
            return [];
        }
    }

    public async Task<ImmutableArray<InstrumentCandidate>> SearchAsync(string text, CancellationToken cancellationToken)
    {
        await farms.ServesAsync(FarmKind.Definitions, null, options.RequestTimeout, cancellationToken);
        await _searches.TakeAsync(cancellationToken);
        return await requests.AskAsync(
            PacingLane.Data,
            $"reqMatchingSymbols({text})",
            id => new MatchingSymbolsRequest { ReqId = id, Pattern = text },
            new SearchAnswer(),
            options.RequestTimeout,
            cancellationToken);
    }

    public Task<ImmutableArray<OptionClass>> OptionsAsync(Instrument underlying, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(underlying);
        var contract = IbContracts.ToContract(underlying);
        return requests.AskAsync(
            PacingLane.Data,
            $"reqSecDefOptParams({underlying.Symbol})",
            id => new SecDefOptParamsRequest
            {
                ReqId = id,
                UnderlyingSymbol = underlying.Symbol,
                FutFopExchange = underlying.Type == SecurityType.Future ? underlying.PrimaryExchange ?? underlying.Exchange : "",
                UnderlyingSecType = contract.SecType ?? "",
                UnderlyingConId = underlying.ConId.Value,
            },
            new OptionsAnswer(),
            options.RequestTimeout,
            cancellationToken);
    }

    private async Task<ImmutableArray<Instrument>> WithRulesAsync(IReadOnlyList<ContractDataMessage> found, CancellationToken cancellationToken)
    {
        var instruments = ImmutableArray.CreateBuilder<Instrument>(found.Count);
        foreach (var details in found)
        {
            var steps = IbContracts.MarketRule(details) is { } rule ? await RuleAsync(rule, cancellationToken) : [];
            instruments.Add(ToInstrument(details, steps));
        }

        return instruments.ToImmutable();
    }

    /// <summary>Hours that cannot be read are unknown hours; the contract is as real.</summary>
    private Instrument ToInstrument(ContractDataMessage details, ImmutableArray<TickRule> steps)
    {
        try
        {
            return IbContracts.ToInstrument(details, steps);
        }
        catch (FormatException e)
        {
            LogHours(details.Contract.ConId, e.Message);
            return IbContracts.ToInstrument(details with { TradingHours = null, LiquidHours = null }, steps);
        }
    }

    private async Task<ImmutableArray<TickRule>> RuleAsync(int rule, CancellationToken cancellationToken)
    {
        var (answer, ask) = rules.Expect(rule);
        try
        {
            if (ask)
            {
                await requests.SendAsync(PacingLane.Data, new MarketRuleRequest { MarketRuleId = rule }, cancellationToken);
            }

            return await answer.WaitAsync(options.RequestTimeout, clock, cancellationToken);
        }
        catch (Exception) when (ask)
        {
            rules.Forget(rule);
            throw;
        }
    }

    [LoggerMessage(EventId = 3421, Level = LogLevel.Warning, Message = "The trading hours of contract {ConId} are unknown: {Reason}")]
    private partial void LogHours(int conId, string reason);

    private sealed class SearchAnswer : Answer<ImmutableArray<InstrumentCandidate>>
    {
        public override void OnMessage(ServerMessage message)
        {
            if (message is SymbolSamplesMessage found)
            {
                Complete([.. found.Samples.Select(IbContracts.ToCandidate).OfType<InstrumentCandidate>()]);
            }
        }
    }

    private sealed class OptionsAnswer : Answer<ImmutableArray<OptionClass>>
    {
        private readonly ImmutableArray<OptionClass>.Builder _classes = ImmutableArray.CreateBuilder<OptionClass>();

        public override void OnMessage(ServerMessage message)
        {
            switch (message)
            {
                case SecDefOptParamsMessage listed:
                    _classes.Add(IbContracts.ToOptionClass(listed));
                    break;
                case SecDefOptParamsEndMessage:
                    Complete(_classes.ToImmutable());
                    break;
            }
        }
    }

    private sealed class DetailsAnswer : Answer<IReadOnlyList<ContractDataMessage>>
    {
        private readonly List<ContractDataMessage> _found = [];

        public override void OnMessage(ServerMessage message)
        {
            switch (message)
            {
                case ContractDataMessage details:
                    _found.Add(details);
                    break;
                case ContractDataEndMessage:
                    Complete(_found);
                    break;
            }
        }
    }
}
