using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Scenarios;

namespace OrleansTrader.TwsSimulator.Control;

/// <summary>The HTTP control port: reads the ledger, sets faults and prices. Everything but <c>/health</c> and the empty page needs the token.</summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ControlServer(WebApplication app) => _app = app;

    public int Port { get; private set; }

    /// <exception cref="SimulatorStartException">The port is taken.</exception>
    public static async Task<ControlServer> StartAsync(SimulatedGateway gateway, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        var app = builder.Build();
        app.Use((context, next) => GuardAsync(context, next, gateway.Token));
        Map(app, gateway);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new SimulatorStartException($"Control port {port} on 127.0.0.1 cannot be used: {e.Message}", e);
        }

        return new ControlServer(app) { Port = new Uri(app.Urls.First()).Port };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Map(WebApplication app, SimulatedGateway gateway)
    {
        ControlPage.Map(app);
        app.MapGet("/health", static () => Results.Text("ok"));
        app.MapGet("/ledger", gateway.LedgerAsync);
        app.MapGet("/stats", gateway.StatsAsync);
        app.MapGet("/stats/latency", () => LatencyStats.Of(gateway.Latencies));
        app.MapDelete("/stats/latency", gateway.ClearLatencies);
        app.MapGet("/prices", gateway.PricesAsync);
        app.MapPost("/prices", (PriceChange change) => AnswerAsync(async () => await gateway.ChangePriceAsync(change)));
        app.MapPost("/orders", (ManualOrder order) => AnswerAsync(async () => await gateway.PlaceManualOrderAsync(order)));
        app.MapDelete("/orders/{permId:long}", async (long permId) => await gateway.CancelManuallyAsync(permId) ? Results.NoContent() : Results.NotFound());
        app.MapGet("/clock", gateway.ClockAsync);
        app.MapPost("/clock", (ClockChange change) => AnswerAsync(async () => await gateway.ChangeClockAsync(change)));
        app.MapGet("/faults/kinds", static () => FaultCatalogue.All.Select(static type => new { type.Name, type.Effect, On = type.Moments, type.Settings }));
        app.MapGet("/faults", gateway.FaultsAsync);
        app.MapDelete("/faults", gateway.ClearFaultsAsync);
        app.MapPost("/faults", (JsonElement body) => AnswerAsync(async () =>
        {
            await gateway.AddFaultsAsync(FaultsOf(body));
            return await gateway.FaultsAsync();
        }));
        app.MapGet("/scenarios", static () => ReadyScenarios.Names.Select(static name => ReadyScenarios.Find(name)));
        app.MapPost("/scenarios/{name}", async (string name) => ReadyScenarios.Find(name) is { } ready
            ? await AnswerAsync(() => PlayAsync(gateway, ready))
            : Results.NotFound(new { error = $"No scenario is named '{name}'; there are {string.Join(", ", ReadyScenarios.Names)}." }));
        app.MapDelete("/scenario", gateway.StopScenarioAsync);
        app.MapPost("/scenario", (JsonElement body) => AnswerAsync(
            () => PlayAsync(gateway, body.Deserialize<Scenario>(ControlJson.Body) ?? throw new FaultException("The body is empty."))));
    }

    private static async Task<object> PlayAsync(SimulatedGateway gateway, Scenario scenario)
    {
        await gateway.PlayAsync(scenario);
        return new { playing = scenario.Name, steps = scenario.Steps.Count };
    }

    /// <summary>One fault or a list of them.</summary>
    private static IReadOnlyList<FaultRequest> FaultsOf(JsonElement body) =>
        (body.ValueKind == JsonValueKind.Array
            ? body.Deserialize<FaultRequest[]>(ControlJson.Body)
            : [body.Deserialize<FaultRequest>(ControlJson.Body) ?? throw new FaultException("The body is empty.")])
        ?? throw new FaultException("The body is empty.");

    private static async Task<IResult> AnswerAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return Results.Ok(await work());
        }
        catch (Exception e) when (e is FaultException or ArgumentException or JsonException)
        {
            return Results.BadRequest(new { error = e.Message });
        }
    }

    private static Task GuardAsync(HttpContext context, RequestDelegate next, string token)
    {
        var given = context.Request.Headers.Authorization.ToString();
        var open = context.Request.Path == "/health" || ControlPage.Holds(context.Request);
        if (open || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes("Bearer " + token)))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return context.Response.WriteAsJsonAsync(new { error = "The header 'Authorization: Bearer <token>' is missing or wrong." });
    }
}
