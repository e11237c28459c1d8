using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Recording;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.IbProtocol.Recording;
using OrleansTrader.Tests.Architecture;
using OrleansTrader.TwsSimulator;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>
/// Bytes of a whole session, kept in <c>Tests/Recorded</c>, feed the decoders and a new session. They came from the simulator; a recording of a real gateway
/// belongs beside them. <c>WRITE_RECORDED=1</c> writes the session anew.
/// </summary>
public sealed class RecordedSessionTests
{
    private static readonly string Kept = Repository.File("Tests/Recorded/simulator-session.tws.gz");
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Every_recorded_frame_decodes_and_no_account_is_named()
    {
        await WriteIfAskedAsync();

        var entries = ReadAll();
        var decoded = entries.Select(DecodedEntry.From).ToList();

        Assert.All(decoded.Where(static entry => entry.Entry.Kind != RecordedKind.Session), static entry => Assert.NotNull(entry.Message));
        Assert.DoesNotContain(entries, static entry => System.Text.Encoding.Latin1.GetString(entry.Payload).Contains("DUSIM1", StringComparison.Ordinal));
        string[] kinds =
        [
            "startApi", "managedAccounts", "nextValidId", "errMsg", "openOrderEnd", "execDetailsEnd", "positionEnd", "accountDownloadEnd",
            "contractData", "placeOrder", "openOrder", "orderStatus", "execDetails", "commissionReport", "cancelOrder", "historicalData", "tickPrice", "tickSize",
        ];
        Assert.Empty(kinds.Except(decoded.Select(static entry => entry.Name), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_new_session_fed_with_the_recording_tells_the_engine_what_the_recorded_one_was_told()
    {
        await WriteIfAskedAsync();
        var entries = ReadAll();
        await using var gateway = new RecordedGateway(entries);
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        await PlayAsync(bridge);

        var recorded = entries.Where(static entry => entry.Kind == RecordedKind.Received).SelectMany(static entry => Protocol.Wire.Decode(entry.Payload, entry.ServerVersion).Messages).ToList();
        Assert.Equal(
            recorded.OfType<ExecDetailsMessage>().Select(static message => (message.Execution.ExecId, message.Execution.Shares, message.Execution.Price)).Distinct(),
            bridge.Engine.Events.OfType<ExecutionReport>().Select(static report => (report.ExecId.Value, report.Quantity.Value, (decimal?)report.Price.Value)).Distinct());
        Assert.Equal(
            recorded.OfType<CommissionReportMessage>().Select(static message => (message.ExecId, message.Commission)).Distinct(),
            bridge.Engine.Events.OfType<CommissionReport>().Select(static report => (report.ExecId.Value, (decimal?)report.Commission.Amount)).Distinct());
        Assert.Contains(bridge.Engine.Events.OfType<OrderStatusReport>(), static report => report.Status == BrokerOrderStatus.Cancelled);
        Assert.Equal(0, bridge.Metrics.Quarantined);
        Assert.Equal(SessionState.Ready, bridge.State);
    }

    /// <summary>What is done in the session: the same each time, one thing after the other.</summary>
    private static async Task PlayAsync(BridgeHost bridge)
    {
        var apple = Assert.Single(await bridge.Instruments.FindAsync(InstrumentSpec.Parse("AAPL"), None));
        Assert.NotEmpty(await bridge.Data.HistoricalBarsAsync(apple, BarSize.OneMinute, 3, None));
        await PlaceAsync("filled", 10, new OrderTerms.Market());
        await Until.TrueAsync(() => bridge.Engine.Events.OfType<CommissionReport>().Any(), "the first order is filled and charged");
        var waiting = await PlaceAsync("waits", 5, new OrderTerms.Limit(Price.Of(1)));
        await Until.TrueAsync(() => Told(waiting, BrokerOrderStatus.Submitted), "the second order works");
        await bridge.Broker.CancelAsync(BridgeHost.Token, waiting);
        await Until.TrueAsync(() => Told(waiting, BrokerOrderStatus.Cancelled), "it is cancelled");
        await bridge.Data.SubscribeAsync(apple, LineKind.Quote, 0, None);
        await Until.TrueAsync(() => bridge.Contracts[apple.ConId.Value].Quotes.LastOrDefault() is { Bid: not null, Ask: not null }, "a quote arrives");

        async Task<int> PlaceAsync(string origin, decimal quantity, OrderTerms terms)
        {
            var intent = BridgeSamples.Buy(quantity, terms, origin) with { ConId = apple.ConId };
            return (await bridge.Broker.PlaceAsync(BridgeHost.Token, intent, apple, BridgeSamples.Ref(intent))).OrderId!.Value;
        }

        bool Told(int orderId, BrokerOrderStatus status) => bridge.Engine.Events.OfType<OrderStatusReport>().Any(report => report.OrderId == orderId && report.Status == status);
    }

    private static List<RecordedEntry> ReadAll()
    {
        using var reader = new RecordingReader(File.OpenRead(Kept));
        return [.. reader.ReadAll()];
    }

    private static async Task WriteIfAskedAsync()
    {
        if (Environment.GetEnvironmentVariable("WRITE_RECORDED") is not "1")
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("recorded-").FullName;
        await using (var gateway = await SimulatedGateway.StartAsync(new SimulatorOptions { Port = 0, ControlPort = 0, Seed = 7, TickRate = 5 }))
        {
            await using var bridge = await new BridgeHost(gateway.Port, options => options.Recorder = new RecorderOptions { Directory = folder }).ReadyAsync();
            await PlayAsync(bridge);
        }

        File.Copy(Assert.Single(Directory.GetFiles(folder)), Kept, overwrite: true);
        Directory.Delete(folder, recursive: true);
    }
}
