using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansTrader.Benchmarks.Measuring;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.IbBridge;
using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>From TCP connect to Ready with 100 positions, 100 open orders and 1,000 executions: the bridge alone, its engine takes everything at once.</summary>
internal static class TimeToReady
{
    private const int Starts = 20;
    private const int Positions = 100;
    private const int Orders = 100;
    private const int Executions = 1_000;
    private const string Account = "DU1000001";

    public static async Task<int> RunAsync(string results)
    {
        var latencies = new Latencies("TCP connect to Ready, bridge alone");
        for (var i = -3; i < Starts; i++)
        {
            var took = await OnceAsync();
            if (i >= 0)
            {
                latencies.Add(took);
            }
        }

        Report.Of("ready", [latencies.Summarize()], new Dictionary<string, double> { ["positions"] = Positions, ["open orders"] = Orders, ["executions"] = Executions }).Publish(results);
        return 0;
    }

    private static async Task<TimeSpan> OnceAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepted = new TaskCompletionSource<long>();
        var serving = new Thread(() => Serve(listener, accepted)) { IsBackground = true };
        serving.Start();
        var surroundings = new Surroundings();
        var services = new ServiceCollection();
        services.AddSingleton(Options.Create(new IbBridgeOptions { Port = ((IPEndPoint)listener.LocalEndpoint).Port }));
        services.AddSingleton<ILease>(surroundings).AddSingleton<IOrderIdStore>(surroundings).AddSingleton<IEngineGateway>(surroundings)
            .AddSingleton<IContractGateway>(surroundings).AddSingleton<IContractRegistry>(surroundings).AddSingleton<IHolderFence>(surroundings);
        services.AddIbBridgeCore();
        await using var provider = services.BuildServiceProvider();
        surroundings.Broker = provider.GetRequiredService<IBroker>();
        var bridge = provider.GetRequiredService<IbBridgeService>();
        await bridge.StartAsync(CancellationToken.None);
        var ready = await surroundings.Ready.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await bridge.StopAsync(CancellationToken.None);
        return Stopwatch.GetElapsedTime(await accepted.Task, ready);
    }

    private static void Serve(TcpListener listener, TaskCompletionSource<long> accepted)
    {
        using var socket = listener.AcceptSocket();
        socket.NoDelay = true;
        accepted.SetResult(Stopwatch.GetTimestamp());
        var buffer = new byte[1 << 16];
        var (filled, greeted) = (0, false);
        try
        {
            while (socket.Receive(buffer.AsSpan(filled)) is > 0 and var count)
            {
                filled += count;
                var output = new ArrayBufferWriter<byte>();
                ReadOnlySpan<byte> rest = buffer.AsSpan(0, filled);
                if (!greeted && Handshake.TryReadHello(ref rest, out _))
                {
                    greeted = true;
                    Handshake.WriteReply(output, Versions.Max, "20261123 15:30:00 America/New_York");
                }

                while (greeted && Frames.TryReadFrame(ref rest, out var payload))
                {
                    Answer(ClientMessageDecoder.Decode(payload, Versions.Max), output);
                }

                rest.CopyTo(buffer);
                filled = rest.Length;
                socket.Send(output.WrittenSpan);
            }
        }
        catch (SocketException)
        {
            // The bridge is ready and has gone.
        }
    }

    private static void Answer(ClientMessage request, ArrayBufferWriter<byte> output)
    {
        void Write<T>(T message)
            where T : IServerMessage => ServerMessageEncoder.Encode(in message, Versions.Max, output);

        switch (request)
        {
            case StartApiRequest:
                Write(new ManagedAccountsMessage { AccountsList = Account });
                Write(new NextValidIdMessage { OrderId = 1 });
                break;
            case AllOpenOrdersRequest or OpenOrdersRequest:
                for (var i = 1; i <= Orders; i++)
                {
                    Write(OpenOrder(i));
                    Write(new OrderStatusMessage { OrderId = i, Status = IbOrderStatus.Submitted, Filled = 0, Remaining = 100, PermId = 7_000 + i, ClientId = 1 });
                }

                Write(new OpenOrderEndMessage());
                break;
            case ExecutionsRequest executions:
                for (var i = 1; i <= Executions; i++)
                {
                    Write(Execution(executions.ReqId, i));
                    Write(new CommissionReportMessage { ExecId = ExecId(i), Commission = 1.02m, Currency = "USD" });
                }

                Write(new ExecDetailsEndMessage { ReqId = executions.ReqId });
                break;
            case CompletedOrdersRequest:
                Write(new CompletedOrdersEndMessage());
                break;
            case PositionsRequest:
                for (var i = 1; i <= Positions; i++)
                {
                    Write(new PositionMessage { Account = Account, Contract = Contract(i), Position = 100, AvgCost = 187.25m });
                }

                Write(new PositionEndMessage());
                break;
            case AccountUpdatesRequest:
                Write(new AccountDownloadEndMessage { Account = Account });
                break;
        }
    }

    private static TwsContract Contract(int i) => new() { ConId = 1_000 + i, Symbol = $"SYM{i}", SecType = "STK", Exchange = "SMART", Currency = "USD", LocalSymbol = $"SYM{i}" };

    private static string ExecId(int i) => $"0000e0d5.{i:x8}.01.01";

    private static OpenOrderMessage OpenOrder(int i) => new()
    {
        Contract = Contract(i % Positions),
        Order = new TwsOrder { OrderId = i, ClientId = 1, PermId = 7_000 + i, Action = "BUY", TotalQuantity = 100, OrderType = "LMT", LmtPrice = 187.25m, Tif = "DAY", Account = Account },
        State = new TwsOrderState { Status = IbOrderStatus.Submitted },
    };

    private static ExecDetailsMessage Execution(int reqId, int i) => new()
    {
        ReqId = reqId,
        Contract = Contract(i % Positions),
        Execution = new TwsExecution { OrderId = 5_000 + i, ClientId = 1, ExecId = ExecId(i), Time = "20261123-15:30:00", AcctNumber = Account, Side = IbExecutionSide.Bought, Shares = 10, Price = 187.25m, PermId = 90_000 + i },
    };

    /// <summary>Everything around a bridge that takes what it is given and holds nothing up.</summary>
    private sealed class Surroundings : ILease, IOrderIdStore, IEngineGateway, IContractGateway, IContractRegistry, IContractConsumer, IHolderFence
    {
        public bool TryPost(INearWork<IContractGrain> work) => false;

        public IBroker Broker { get; set; } = null!;

        public TaskCompletionSource<long> Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long? Epoch => 1;

        public long? KeptEpoch => 1;

        public Task LostAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        public Task<long> AcquiredAsync(CancellationToken cancellationToken) => Task.FromResult(1L);

        public Task<int> ReadHighWaterAsync(string login, int clientId, CancellationToken cancellationToken) => Task.FromResult(0);

        public Task ReserveAsync(string login, int clientId, int highWater, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WakeAsync(AccountId account) => Broker.AttachAsync(account, new EngineToken(1, 1), CancellationToken.None);

        public Task QuarantineAsync(AccountId account, BrokerEvent report, string problem) => Task.CompletedTask;

        public Task OnBrokerEventsAsync(AccountId account, ImmutableArray<BrokerEvent> events)
        {
            if (events.OfType<SessionReport>().Any(static report => report.State == SessionState.Ready))
            {
                Ready.TrySetResult(Stopwatch.GetTimestamp());
            }

            return Task.CompletedTask;
        }

        public Task<string> FenceAsync(int refusals, CancellationToken cancellationToken) => throw new InvalidOperationException("The gateway here refuses nobody.");

        public IContractConsumer Find(ConId conId) => this;

        public Task<ImmutableArray<ConId>> SubscribedAsync(CancellationToken cancellationToken) => Task.FromResult(ImmutableArray<ConId>.Empty);

        public Task WakeAsync() => Task.CompletedTask;

        public Task OnQuoteAsync(Quote quote) => Task.CompletedTask;

        public Task OnBarsAsync(ImmutableArray<Bar> bars) => Task.CompletedTask;

        public Task OnTradesAsync(ImmutableArray<Print> trades) => Task.CompletedTask;

        public Task OnDepthAsync(MarketDepth depth) => Task.CompletedTask;

        public Task OnGreeksAsync(OptionGreeks greeks) => Task.CompletedTask;

        public Task OnLineAsync(LineReport report) => Task.CompletedTask;
    }
}
