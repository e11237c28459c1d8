using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTrader.Client.Commands;
using OrleansTrader.Domain.Broker;
using OrleansTrader.IbBridge;
using OrleansTrader.IbBridge.Recording;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.IbProtocol.Recording;
using OrleansTrader.Tests.Protocol;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>What was on the wire can be read again, shown, and fed to decoders and session.</summary>
public sealed class FlightRecorderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recorder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_frame_of_a_session_is_in_the_recording_with_its_direction_and_no_account_number()
    {
        await RecordSessionAsync(_folder);

        var entries = ReadAll(_folder);

        Assert.Equal((RecordedKind.Session, "199"), (entries[0].Kind, entries[0].Text));
        Assert.All(entries, static entry => Assert.Equal(Versions.Max, entry.ServerVersion));
        var decoded = entries.Select(DecodedEntry.From).ToList();
        Assert.DoesNotContain(decoded, static entry => entry.Message is null && entry.Entry.Kind != RecordedKind.Session);
        Assert.Equal("startApi", decoded[1].Name);
        Assert.Equal(RecordedKind.Sent, decoded[1].Entry.Kind);
        Assert.Contains(decoded, static entry => entry is { Name: "placeOrder", Entry.Kind: RecordedKind.Sent });
        Assert.Contains(decoded, static entry => entry is { Name: "execDetails", Entry.Kind: RecordedKind.Received });
        Assert.DoesNotContain(entries, static entry => Encoding.Latin1.GetString(entry.Payload).Contains(ScriptedGateway.Account, StringComparison.Ordinal));
        Assert.Contains(decoded, static entry => entry.Message is ManagedAccountsMessage { AccountsList: "DU0000001" });
    }

    [Fact]
    public async Task A_recording_cut_anywhere_gives_every_whole_entry()
    {
        await RecordSessionAsync(_folder);
        var whole = ReadAll(_folder);
        var bytes = await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(_folder)), TestContext.Current.CancellationToken);

        for (var length = bytes.Length - 1; length > 40; length -= 7)
        {
            using var reader = new RecordingReader(new MemoryStream(bytes, 0, length));
            var read = reader.ReadAll().ToList();

            Assert.True(read.Count <= whole.Count);
            Assert.All(read.Zip(whole), static pair => Assert.Equal(pair.Second.Payload, pair.First.Payload));
        }
    }

    [Fact]
    public void Something_else_is_no_recording() =>
        Assert.Throws<InvalidDataException>(() => new RecordingReader(new MemoryStream("no recording"u8.ToArray())));

    [Fact]
    public async Task Files_are_closed_at_their_size_the_oldest_deleted_and_each_can_be_read_alone()
    {
        await using (var recorder = NewRecorder(new RecorderOptions { Directory = _folder, MaxFileMiB = 1, MaxFiles = 3 }))
        {
            recorder.Session(193);
            var noise = new byte[100_000];
            new Random(1).NextBytes(noise);
            for (var i = 0; i < 80; i++)
            {
                recorder.Received(noise);
            }
        }

        var files = Directory.GetFiles(_folder);
        Assert.Equal(3, files.Length);
        Assert.All(files, static file =>
        {
            using var reader = new RecordingReader(File.OpenRead(file));
            var entries = reader.ReadAll().ToList();
            Assert.Equal(RecordedKind.Session, entries[0].Kind);
            Assert.All(entries, static entry => Assert.Equal(193, entry.ServerVersion));
        });
    }

    [Fact]
    public async Task Recording_a_frame_allocates_nothing_and_without_a_folder_nothing_is_recorded()
    {
        await using var off = NewRecorder(new RecorderOptions());
        await using var on = NewRecorder(new RecorderOptions { Directory = _folder });
        var frame = Wire.Payload("1|6|1001|1|187.24|300|1|");
        Record(off, frame);
        Record(on, frame);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Record(off, frame);
        Record(on, frame);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Account_numbers_are_hidden_byte_for_byte_and_stay_apart()
    {
        var mask = new AccountMask();
        mask.Learn(Wire.Payload("15|1|DU1234567,DU123456,U7,|"));
        var payload = Wire.Payload("6|2|NetLiquidation|DU1234567 DU123456 U7|USD|DU1234567|");

        mask.Apply(payload);

        Assert.Equal("6|2|NetLiquidation|DU0000001 DU000002 U7|USD|DU0000001|", Encoding.Latin1.GetString(payload).Replace('\0', '|'));
    }

    [Fact]
    public async Task A_recorded_session_fed_to_a_new_session_gives_the_same_events()
    {
        var first = await RecordSessionAsync(_folder);

        await using var again = new RecordedGateway(ReadAll(_folder));
        await using var bridge = await new BridgeHost(again.Port).ReadyAsync();
        foreach (var intent in Enumerable.Range(0, 3).Select(static i => BridgeSamples.Buy(10 + i, origin: $"recorded {i}")))
        {
            await bridge.Broker.PlaceAsync(BridgeHost.Token, intent, BridgeSamples.Apple, BridgeSamples.Ref(intent));
        }

        await Until.TrueAsync(() => Facts(bridge.Engine.Events).Count == first.Count, "all recorded events came again");
        Assert.Equal(first, Facts(bridge.Engine.Events));
    }

    [Fact]
    public async Task The_console_prints_a_recording_and_its_filters_choose()
    {
        await RecordSessionAsync(_folder);
        var decoded = ReadAll(_folder).Select(DecodedEntry.From).ToList();
        var all = new WireFilter([], null, null, null, null, null, false);

        Assert.All(decoded, entry => Assert.True(all.Passes(entry)));
        Assert.Equal(3, decoded.Count((all with { Messages = ["placeOrder"] }).Passes));
        var ofOne = decoded.Where((all with { OrderId = 2 }).Passes).Select(static entry => entry.Name).ToList();
        Assert.Equal(["placeOrder", "orderStatus", "execDetails"], ofOne);
        Assert.DoesNotContain(decoded.Where((all with { Direction = RecordedKind.Sent }).Passes), static entry => entry.Entry.Kind != RecordedKind.Sent);
        Assert.DoesNotContain(decoded, (all with { OnlyUndecoded = true }).Passes);
        Assert.DoesNotContain(decoded, (all with { From = decoded[^1].Entry.At + TimeSpan.FromSeconds(1) }).Passes);
        var status = MessageFields.Text(decoded.First(static entry => entry.Name == "orderStatus").Message!);
        Assert.Equal("orderId=1 status=Submitted remaining=10 permId=7001 clientId=1", status);
    }

    private static void Record(FlightRecorder recorder, byte[] frame)
    {
        for (var i = 0; i < 1000; i++)
        {
            recorder.Received(frame);
        }
    }

    private static FlightRecorder NewRecorder(RecorderOptions options) =>
        new(new IbBridgeOptions { Recorder = options }, new BridgeMetrics(), TimeProvider.System, NullLogger<FlightRecorder>.Instance);

    private static List<RecordedEntry> ReadAll(string folder) => [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(static file =>
    {
        using var reader = new RecordingReader(File.OpenRead(file));
        return reader.ReadAll().ToList();
    })];

    /// <summary>Orders and executions that reached the engine, as text without what differs between two sessions.</summary>
    private static List<string> Facts(ConcurrentQueue<BrokerEvent> events) => [.. events.Select(static happened => happened switch
    {
        OrderStatusReport status => $"{status.OrderId} {status.Status} {status.Filled}",
        ExecutionReport execution => $"{execution.ExecId} {execution.OrderId} {execution.Quantity} {execution.Price} {execution.At:O}",
        _ => "",
    }).Where(static fact => fact.Length > 0)];

    /// <summary>A session with three filled orders; returns what the engine was told.</summary>
    private static async Task<List<string>> RecordSessionAsync(string folder)
    {
        await using var gateway = new ScriptedGateway();
        gateway.Script = static (client, message) =>
        {
            if (message is not PlaceOrderRequest placed)
            {
                return false;
            }

            var (order, id) = (placed.Order, placed.OrderId);
            client.Send(new OrderStatusMessage { OrderId = id, Status = IbOrderStatus.Submitted, Filled = 0, Remaining = order.TotalQuantity, PermId = 7000 + id, ClientId = 1 });
            client.Send(new ExecDetailsMessage
            {
                ReqId = -1,
                Contract = placed.Contract,
                Execution = new() { OrderId = id, ClientId = 1, ExecId = $"0000e0d5.{id:x8}.01.01", Time = "20261123-15:30:00", AcctNumber = ScriptedGateway.Account, Side = IbExecutionSide.Bought, Shares = order.TotalQuantity!.Value, Price = 187.25m, PermId = 7000 + id, OrderRef = order.OrderRef },
            });
            return true;
        };
        await using var bridge = await new BridgeHost(gateway.Port, options => options.Recorder = new RecorderOptions { Directory = folder }).ReadyAsync();
        for (var i = 0; i < 3; i++)
        {
            var intent = BridgeSamples.Buy(10 + i, origin: $"recorded {i}");
            await bridge.Broker.PlaceAsync(BridgeHost.Token, intent, BridgeSamples.Apple, BridgeSamples.Ref(intent));
        }

        await Until.TrueAsync(() => Facts(bridge.Engine.Events).Count == 6, "all orders are filled");
        return Facts(bridge.Engine.Events);
    }
}
