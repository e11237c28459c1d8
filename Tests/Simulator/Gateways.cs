using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>Gateways for tests: free ports, no random delays, prices that move on command alone.</summary>
internal static class Gateways
{
    public const int Apple = 265598;
    public const int Microsoft = 272093;
    public const string Account = "DUSIM0001";

    public static SimulatorOptions Quiet { get; } = new()
    {
        Port = 0,
        ControlPort = 0,
        Seed = 7,
        Volatility = 0,
        OrderEventDelay = TimeSpan.Zero,
        CommissionDelay = TimeSpan.Zero,
    };

    public static TwsContract AppleOption(string expiration, decimal strike, string right) => new()
    {
        Symbol = "AAPL",
        SecType = "OPT",
        LastTradeDateOrContractMonth = expiration,
        Strike = strike,
        Right = right,
        Exchange = "SMART",
        Currency = "USD",
    };

    /// <summary>Asks again until it holds, at most a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var asked = System.Diagnostics.Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(asked.Elapsed < TimeSpan.FromMinutes(1), "The condition did not come true in a minute.");
            await Task.Yield();
        }
    }

    public static Task<SimulatedGateway> StartAsync(SimulatorOptions? options = null) =>
        SimulatedGateway.StartAsync(options ?? Quiet, TimeProvider.System, null, TestContext.Current.CancellationToken);
}
