using OrleansTrader.Client.Commands;

var parsed = CommandTree.Build().Parse(args);
if (parsed.Errors is [var error, ..])
{
    await Console.Error.WriteLineAsync($"{error.Message} See './trader --help'.");
    return ExitCodes.WrongUsage;
}

return await parsed.InvokeAsync();
