using OrleansTrader.Client.Commands;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 240; // A file or a pipe has no width: do not fold the tables.
}

var root = CommandTree.Build();
var parsed = root.Parse(args);
if (parsed.Errors is [var error, ..])
{
    var isUnknownCommand = parsed.CommandResult.Command == root && parsed.UnmatchedTokens is not [];
    await Console.Error.WriteLineAsync($"{(isUnknownCommand ? $"There is no command '{parsed.UnmatchedTokens[0]}'." : error.Message)} See './trader --help'.");
    return ExitCodes.WrongUsage;
}

return await parsed.InvokeAsync();
