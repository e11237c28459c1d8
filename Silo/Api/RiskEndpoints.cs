using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Silo.Api;

/// <summary>Limits, the restricted list, and what strategies and account may do.</summary>
internal static class RiskEndpoints
{
    private const string ByHand = "asked by hand";

    public static void MapRisk(this IEndpointRouteBuilder api)
    {
        api.MapPost("/limits", static (CommandRequest request, LimitBody body) => request.SendAsync(
            body.Strategy, new SetLimit(request.Key, request.By, body.Strategy, body.Limit, body.Value, body.FromSettings, body.Reason ?? ByHand)))
            .WithSummary("Changes one limit while it runs: a value, none (lifts it), or as in the settings.");
        api.MapPost("/restricted", RestrictAsync).WithSummary("Puts a contract on the restricted list, or takes it off.");
        api.MapPost("/account/reduce", static (CommandRequest request, string? reason) => request.SendAsync(
            null, new SetAccountState(request.Key, request.By, TradingState.Reducing, reason ?? ByHand))).WithSummary("Only orders that reduce; those that open are cancelled.");
        api.MapState("reduce", TradingState.Reducing, "Only orders that reduce pass; those that open are cancelled.");
        api.MapState("halt", TradingState.Halted, "No orders; cancels pass.");
    }

    private static void MapState(this IEndpointRouteBuilder api, string verb, TradingState state, string summary) =>
        api.MapPost("/strategies/{name}/" + verb, (CommandRequest request, string name, string? reason) =>
        {
            var strategy = BadInputException.Parse("strategy", () => StrategyName.Of(name));
            return request.SendAsync(strategy, new SetStrategyState(request.Key, request.By, strategy, state, reason ?? ByHand));
        }).WithSummary(summary);

    private static async Task<IResult> RestrictAsync(CommandRequest request, RestrictBody body, IGrainFactory grains) => await request.SendAsync(
        null, new Restrict(request.Key, request.By, body.ConId ?? await Contracts.ResolveAsync(grains, body.Instrument), body.Restricted, body.Reason ?? ByHand));
}

/// <param name="Strategy">Null for the account.</param>
/// <param name="Value">Null lifts the limit.</param>
/// <param name="FromSettings">True forgets an earlier change.</param>
internal sealed record LimitBody(LimitName Limit, decimal? Value = null, StrategyName? Strategy = null, bool FromSettings = false, string? Reason = null);

internal sealed record RestrictBody(ConId? ConId = null, string? Instrument = null, bool Restricted = true, string? Reason = null);
