using Xunit;
using OrleansTrader.TwsSimulator;

namespace OrleansTrader.Tests.Simulator;

/// <summary>Gateways for tests: free ports, no random delays, prices that move on command alone.</summary>
internal static class Gateways
{
    public const int Apple = 265598;
    public const int Microsoft = 272093;
    public const string Account = "DUSIM0001";

    public static SimulatorOptions Quiet { get; } = new()
    {
        Port = 0, ControlPort = 0, Seed = 7, Volatility = 0, OrderEventDelay = TimeSpan.Zero, CommissionDelay = TimeSpan.Zero,
    };

    public static Task<SimulatedGateway> StartAsync(SimulatorOptions? options = null) =>
        SimulatedGateway.StartAsync(options ?? Quiet, TimeProvider.System, null, TestContext.Current.CancellationToken);
}
