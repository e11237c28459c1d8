using System.CommandLine;
using OrleansTrader.Client.Api;

namespace OrleansTrader.Client.Commands;

/// <summary>The options every command has, and the way every command ends.</summary>
internal sealed class Shared
{
    public Option<string?> Url { get; } = new("--url") { Description = "Address of the silo (default: TRADER_URL, else what the silo wrote to the data folder).", Recursive = true };

    public Option<string?> Token { get; } = new("--token") { Description = "Its token (default: TRADER_TOKEN, else the file token of the data folder).", Recursive = true };

    public Option<string?> Account { get; } = new("--account") { Description = "The account; needed only when there are several.", Recursive = true };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON: an array of objects with stable names." };

    /// <summary>Gives the command what it does; a refusal is one line on standard error.</summary>
    public void Act(Command command, Func<TraderApi, ParseResult, CancellationToken, Task> action) => command.SetAction(async (parsed, cancellationToken) =>
    {
        try
        {
            using var api = new TraderApi(Connection.Find(parsed.GetValue(Url), parsed.GetValue(Token)));
            await action(api, parsed, cancellationToken);
            return ExitCodes.Done;
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.WrongUsage;
        }
        catch (ApiException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Failed;
        }
    });

    /// <summary>The path with the account and every value given as its query.</summary>
    public string Query(ParseResult parsed, string path, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var query = new List<string>();
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("account", parsed.GetValue(Account)), .. values])
        {
            if (value is not null)
            {
                query.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        return query is [] ? path : $"{path}?{string.Join('&', query)}";
    }
}
