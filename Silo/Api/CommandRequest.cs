using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Silo.Settings;

namespace OrleansTrader.Silo.Api;

/// <summary>Who asks, under which idempotency key, and the engine that is asked. One per HTTP request.</summary>
internal sealed class CommandRequest(HttpContext context)
{
    private const string KeyHeader = "Idempotency-Key";
    private const int MaxKeyLength = 100;

    /// <summary>The caller's key; without one every request is a command of its own.</summary>
    public string Key { get; } = ReadKey(context.Request);

    private bool IsKeyed { get; } = context.Request.Headers.ContainsKey(KeyHeader);

    public string By { get; } = context.Request.Headers.UserAgent.ToString().StartsWith("trader-console", StringComparison.Ordinal) ? "console" : "rest";

    public static ValueTask<CommandRequest?> BindAsync(HttpContext context) => ValueTask.FromResult<CommandRequest?>(new CommandRequest(context));

    /// <summary>200 when done, 409 with the denial when refused.</summary>
    /// <param name="strategy">Whose account is meant when the request names none.</param>
    public async Task<IResult> SendAsync(StrategyName? strategy, OperatorCommand command)
    {
        var result = await Engine(strategy).ExecuteAsync(command with { IsKeyed = IsKeyed });
        return result.Done
            ? Results.Ok(result)
            : Results.Problem(
                title: result.Text,
                statusCode: StatusCodes.Status409Conflict,
                extensions: new Dictionary<string, object?> { ["denial"] = result.Denial });
    }

    /// <summary>The engine of the account named, else of the strategy's.</summary>
    public IOrderEngineGrain Engine(StrategyName? strategy)
    {
        var accounts = context.RequestServices.GetRequiredService<Accounts>();
        return accounts.Engine(Account(accounts, strategy));
    }

    private AccountId Account(Accounts accounts, StrategyName? strategy)
    {
        var name = context.Request.Query["account"].FirstOrDefault();
        var roster = context.RequestServices.GetRequiredService<IOptions<StrategyRoster>>().Value;
        return accounts.Pick(name ?? roster.Entries.FirstOrDefault(entry => entry.Name == strategy?.Value)?.Account);
    }

    private static string ReadKey(HttpRequest request) => request.Headers[KeyHeader].ToString() switch
    {
        "" => Guid.NewGuid().ToString("N"),
        { Length: <= MaxKeyLength } key => key,
        _ => throw new BadInputException(KeyHeader, $"at most {MaxKeyLength} characters"),
    };
}
