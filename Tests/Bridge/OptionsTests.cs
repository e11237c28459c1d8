using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansTrader.IbBridge;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

public sealed class OptionsTests
{
    [Fact]
    public void The_defaults_are_paper_read_only_and_valid()
    {
        var options = Bind();

        Assert.Equal((7497, false, "127.0.0.1", 40), (options.Port, options.AllowOrders, options.Host, options.MessagesPerSecond));
    }

    [Theory]
    [InlineData("Port", "0", "Port")]
    [InlineData("ClientId", "0", "ClientId")]
    [InlineData("MessagesPerSecond", "0", "MessagesPerSecond")]
    [InlineData("HeartbeatInterval", "00:00:00", "HeartbeatInterval is 00:00:00")]
    [InlineData("SynchronizationTimeout", "-00:00:01", "SynchronizationTimeout is -00:00:01")]
    [InlineData("ReconnectDelayMax", "00:00:00.5", "ReconnectDelayMax is 00:00:00.5000000")]
    [InlineData("ConfirmLive", "U1", "ConfirmLive is 'U1'")]
    public void A_setting_that_makes_no_sense_is_refused_by_name_value_and_rule(string setting, string value, string named) =>
        Assert.Contains(named, Assert.Throws<OptionsValidationException>(() => Bind((setting, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_restart_window_in_an_unknown_zone_is_refused() =>
        Assert.Contains(
            "Mars/Olympus",
            Assert.Throws<OptionsValidationException>(() => Bind(("RestartWindow:At", "23:45"), ("RestartWindow:TimeZone", "Mars/Olympus"))).Message,
            StringComparison.Ordinal);

    private static IbBridgeOptions Bind(params (string Setting, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create($"IbBridge:{pair.Setting}", (string?)pair.Value)))
            .Build();
        using var provider = new ServiceCollection().AddIbBridge(configuration).BuildServiceProvider();
        return provider.GetRequiredService<IOptions<IbBridgeOptions>>().Value;
    }
}
