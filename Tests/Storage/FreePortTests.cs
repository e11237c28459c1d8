using System.Globalization;
using OrleansTrader.Storage.Server;
using Xunit;

namespace OrleansTrader.Tests.Storage;

public class FreePortTests
{
    [Fact]
    public async Task No_port_is_given_twice_nor_lies_where_outgoing_connections_take_theirs()
    {
        var first = int.Parse((await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_local_port_range", TestContext.Current.CancellationToken)).Split('\t')[0], CultureInfo.InvariantCulture);

        var ports = await Task.WhenAll(Enumerable.Range(0, 400).Select(static _ => Task.Run(FreePort.Next)));

        Assert.Equal(ports.Length, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, 1_024, first - 1));
    }
}
