using OrleansTrader.Client.Commands;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 240; // A file or a pipe has no width: do not fold the tables.
}

var parsed = CommandTree.Build().Parse(args);
if (parsed.Errors is [var error, ..])
{
    await Console.Error.WriteLineAsync($"{error.Message} See './trader --help'.");
    return ExitCodes.WrongUsage;
}

return await parsed.InvokeAsync();
