using OrleansTrader.Silo.Hosting;
using OrleansTrader.Silo.Startup;

try
{
    await TraderHost.RunAsync(args);
    return 0;
}
catch (StartRefusedException e)
{
    await Console.Error.WriteLineAsync($"OrleansTrader does not start. {e.Message}");
    return 1;
}
