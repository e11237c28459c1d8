using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Silo.Api;

/// <summary>The changing half of <c>/api/v1</c>. Every command may carry <c>Idempotency-Key</c>: a repeat gets the first result.</summary>
internal static class CommandEndpoints
{
    public static void MapCommands(this IEndpointRouteBuilder api)
    {
        api.MapStrategyStatus("pause", static _ => StrategyStatus.Paused, "Events reach it, nothing is sent.");
        api.MapStrategyStatus("resume", static _ => StrategyStatus.Active, "Trades again.");
        api.MapStrategyStatus("stop", static now => now ? StrategyStatus.Inactive : StrategyStatus.Stopping, "Only its own reducing orders pass; with now=true it is flattened by market orders.");
        api.MapPost("/strategies/{name}/parameters", SetParametersAsync).WithSummary("Changes parameters of a running strategy; null takes a change back.");
        api.MapCommand("/account/halt", static (request, reason) => new SetAccountState(request.Key, request.By, TradingState.Halted, reason), "No orders; cancels pass.");
        api.MapCommand("/account/resume", static (request, reason) => new SetAccountState(request.Key, request.By, TradingState.Active, reason), "Ends a halt.");
        api.MapCommand("/kill", static (request, reason) => new Kill(request.Key, request.By, reason), "Cancels everything, flattens everything, stays latched.");
        api.MapCommand("/rearm", static (request, _) => new Rearm(request.Key, request.By), "Opens the kill latch.");
        api.MapPost("/adopt", static (CommandRequest request, int? conId, string? strategy, bool? leave) => request.SendAsync(Strategy(strategy), new Adopt(
            request.Key, request.By, conId is { } id ? BadInputException.Parse("conId", () => ConId.Of(id)) : null, Strategy(strategy), leave ?? false)))
            .WithSummary("Accepts what the broker holds: all of it as unknown, which opens trading, or one contract for a strategy; leave=true opens and books nothing.");
        api.MapCommand("/reconcile", static (request, _) => new Reconcile(request.Key, request.By), "Asks for the broker's lists again and compares.");
        api.MapPost("/flatten", static (CommandRequest request, string? strategy) => request.SendAsync(
            Strategy(strategy), new Flatten(request.Key, request.By, Strategy(strategy)))).WithSummary("Cancels and trades to zero: one strategy, or all.");
        api.MapPost("/assign", static (CommandRequest request, AssignBody body) => request.SendAsync(
            body.Strategy, new AssignExecution(request.Key, request.By, body.ExecId, body.Strategy))).WithSummary("Moves one execution to a strategy.");
        api.MapPost("/orders", PlaceAsync).WithSummary("Places one order by hand; with exits, a bracket.");
        api.MapPost("/orders/what-if", WhatIfAsync).WithSummary("What our limits and the broker would say to an order; nothing is placed.");
        api.MapPost("/orders/{id}/modify", static (CommandRequest request, string id, ModifyBody body) => body is { Quantity: null, Terms: null }
            ? throw new BadInputException("quantity", "a new total quantity, new terms, or both")
            : request.SendAsync(null, new ModifyByHand(request.Key, request.By, OrderId(id), body.Quantity, body.Terms)))
            .WithSummary("Changes size or prices of a working order; the type stays.");
        api.MapPost("/orders/{id}/cancel", static (CommandRequest request, string id) => request.SendAsync(
            null, new CancelByHand(request.Key, request.By, OrderId(id)))).WithSummary("Cancels one order.");
        api.MapPost("/quarantine/{seq}/release", static (CommandRequest request, long seq) => request.SendAsync(
            null, new ReleaseReport(request.Key, request.By, seq))).WithSummary("Ends the quarantine of one report of the broker.");
        api.MapRisk();
        api.MapPost("/rebuild", RebuildAsync).WithSummary("Deletes and rebuilds the tables from the journal.");
    }

    private static void MapCommand(this IEndpointRouteBuilder api, string path, Func<CommandRequest, string, OperatorCommand> command, string summary) =>
        api.MapPost(path, (CommandRequest request, string? reason) => request.SendAsync(null, command(request, reason ?? "asked by hand"))).WithSummary(summary);

    private static void MapStrategyStatus(this IEndpointRouteBuilder api, string verb, Func<bool, StrategyStatus> status, string summary) =>
        api.MapPost("/strategies/{name}/" + verb, (CommandRequest request, string name, string? reason, bool? now) => request.SendAsync(
            Strategy(name), new SetStrategyStatus(request.Key, request.By, Strategy(name)!.Value, status(now ?? false), reason ?? "asked by hand"))).WithSummary(summary);

    private static async Task<IResult> PlaceAsync(CommandRequest request, PlaceBody body, IGrainFactory grains) =>
        await request.SendAsync(body.Strategy, await body.ToCommandAsync(request, grains));

    private static async Task<WhatIfAnswer> WhatIfAsync(CommandRequest request, PlaceBody body, IGrainFactory grains) =>
        await request.Engine(body.Strategy).WhatIfAsync(await body.ToCommandAsync(request, grains));

    private static async Task<IResult> SetParametersAsync(CommandRequest request, IGrainFactory grains, string name, ImmutableDictionary<string, string?> changes)
    {
        try
        {
            var result = await grains.GetGrain<IStrategyGrain>(Strategy(name)!.Value.Value).SetParametersAsync(changes, request.By);
            return result.Done ? Results.Ok(result) : Results.Problem(title: result.Text, statusCode: StatusCodes.Status409Conflict);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException("parameters", e.Message);
        }
    }

    private static async Task<CommandResult> RebuildAsync(IBookStore books, Accounts accounts, string? account)
    {
        var picked = accounts.Pick(account);
        await books.RebuildAsync(picked, CancellationToken.None);
        return CommandResult.Ok($"The books of {picked} were rebuilt from the journal.");
    }

    private static ClientOrderId OrderId(string id) => BadInputException.Parse("id", () => ClientOrderId.Of(id));

    private static StrategyName? Strategy(string? name) => name is null ? null : BadInputException.Parse("strategy", () => StrategyName.Of(name));
}
