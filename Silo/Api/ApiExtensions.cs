using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Serialization;
using OrleansTrader.Domain.Values;
using OrleansTrader.Silo.Settings;

namespace OrleansTrader.Silo.Api;

/// <summary>REST under <c>/api/v1</c> with its OpenAPI document at <c>/openapi/v1.json</c>.</summary>
internal static class ApiExtensions
{
    public static IServiceCollection AddTraderApi(this IServiceCollection services)
    {
        services.AddSingleton(static services => new Accounts(services.GetRequiredService<IGrainFactory>(), Known(services)));
        services.AddSingleton<StatusReader>();
        services.AddSingleton<ProofReader>();
        services.AddSingleton<BookReader>();
        services.AddProblemDetails();
        services.AddOpenApi(static options => options.AddSchemaTransformer(DomainSchemas.Transform));
        services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(static options => Copy(DomainJson.Options, options.SerializerOptions));
        return services;
    }

    public static void MapTraderApi(this WebApplication app)
    {
        app.MapOpenApi();
        app.Map("/ws", static () => Results.Problem(title: "The WebSocket is not part of this version yet: /api/v1 has the same state.", statusCode: StatusCodes.Status501NotImplemented));
        var api = app.MapGroup("/api/v1");
        api.MapReads();
        api.MapCommands();
        api.MapHistory();
    }

    /// <summary>Answers for what a handler threw: 400 names the field, 503 says why nobody can answer now.</summary>
    public static void UseApiErrors(this WebApplication app) => app.UseExceptionHandler(static handler => handler.Run(static context =>
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        return Answer(error).ExecuteAsync(context);
    }));

    private static IEnumerable<AccountId> Known(IServiceProvider services) =>
        services.GetRequiredService<IOptions<StrategyRoster>>().Value.Entries.Select(static entry => entry.Account)
            .Append(services.GetRequiredService<IConfiguration>()["IbBridge:Account"])
            .Where(static account => !string.IsNullOrWhiteSpace(account))
            .Select(static account => AccountId.Of(account!));

    private static IResult Answer(Exception? error) => error switch
    {
        BadInputException bad => Invalid(bad.Field, bad.Problem),
        BadHttpRequestException { InnerException: JsonException json } => Invalid(json.Path is null or "$" ? "body" : json.Path.Replace("$.", "", StringComparison.Ordinal), "there is no such value here, or it breaks a rule of its type"),
        BadHttpRequestException { StatusCode: not StatusCodes.Status400BadRequest } bad => Results.Problem(title: bad.Message, statusCode: bad.StatusCode),
        BadHttpRequestException bad => Invalid("request", bad.Message),
        { } other when StatusReader.Cause(other) is { } cause => Results.Problem(title: "The books cannot answer now.", detail: cause, statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => Results.Problem(title: "Something went wrong; the log says what.", statusCode: StatusCodes.Status500InternalServerError),
    };

    private static IResult Invalid(string field, string problem) =>
        Results.ValidationProblem(new Dictionary<string, string[]> { [field] = [problem] }, title: $"{field}: {problem}");

    private static void Copy(JsonSerializerOptions from, JsonSerializerOptions to)
    {
        to.DefaultIgnoreCondition = from.DefaultIgnoreCondition;
        to.Encoder = from.Encoder;
        to.NumberHandling = from.NumberHandling;
        to.AllowOutOfOrderMetadataProperties = from.AllowOutOfOrderMetadataProperties;
        to.RespectNullableAnnotations = from.RespectNullableAnnotations;
        to.RespectRequiredConstructorParameters = true;
        foreach (var converter in from.Converters)
        {
            to.Converters.Add(converter);
        }
    }
}
