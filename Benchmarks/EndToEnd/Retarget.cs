using Microsoft.Extensions.Logging.Abstractions;
using OrleansTrader.Benchmarks.Measuring;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.Journal;
using OrleansTrader.Storage.Migrations;
using OrleansTrader.Storage.Server;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>200 strategies turn their targets over at one bar close under IB's pacing: how long until the last order is out, and what a kill in the middle leaves.</summary>
/// <remarks>The exchange's ledger is one side, the journal the other: every order intended in the journal is at the exchange once, or settled as never sent.</remarks>
internal static class Retarget
{
    private const int Strategies = 200;
    private const int Period = 30;
    private static readonly AccountId Account = AccountId.Of("DUSIM0001");
    private static readonly string[] Symbols = ["AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "META", "TSLA", "JPM", "SPY", "QQQ"];

    public static async Task<int> RunAsync(string results)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ot-retarget-" + Path.GetRandomFileName())).FullName;
        var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(Path.Combine(folder, "pg")), NullLogger<PrivatePostgres>.Instance, CancellationToken.None);
        try
        {
            await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(postgres.ConnectionString, CancellationToken.None);
            await using var gateway = await SimulatedGateway.StartAsync(new SimulatorOptions { Port = 0, ControlPort = 0, TickRate = 40, DataFolder = Path.Combine(folder, "sim"), Seed = 1 });
            var figures = new Dictionary<string, double>();
            var silo = await SiloProcess.StartAsync(folder, postgres.ConnectionString, gateway.Port, FreePort.Next(), Settings());
            var whole = await TurnAsync(gateway, static orders => orders.Count >= Strategies);
            figures["orders of one turn"] = whole.Orders.Count;
            figures["seconds from bar close to the first order"] = (whole.Orders[0].PlacedAt - whole.ClosedAt).TotalSeconds;
            figures["seconds from bar close to the last order"] = (whole.Orders[^1].PlacedAt - whole.ClosedAt).TotalSeconds;

            var cut = await TurnAsync(gateway, static orders => orders.Count >= Strategies / 3);
            await silo.DisposeAsync();
            var (intended, _) = await IntentsAsync(postgres.ConnectionString);
            var written = await RefsAsync(gateway);
            figures["killed after orders of its turn"] = cut.Orders.Count;
            figures["intents committed and not at the exchange, at the kill"] = intended.Count(intent => !written.Contains(intent));

            await using var next = await SiloProcess.StartAsync(folder, postgres.ConnectionString, gateway.Port, FreePort.Next(), Settings());
            var left = await SettledAsync(gateway, postgres.ConnectionString);
            figures["intents neither at the exchange nor settled as never sent, afterwards"] = left.Open;
            figures["orders at the exchange more than once"] = left.Doubled;
            Report.Of("retarget", [], figures).Publish(results);
            return whole.Orders.Count >= Strategies && left is { Open: 0, Doubled: 0 } ? 0 : 1;
        }
        finally
        {
            await postgres.StopAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Waits for the next bar close at which all turn, then until their orders at the exchange are enough (or the next turn is near).</summary>
    private static async Task<Turn> TurnAsync(SimulatedGateway gateway, Func<IReadOnlyList<LedgerOrder>, bool> enough)
    {
        var now = (await gateway.LedgerAsync()).At;
        var closedAt = DateTimeOffset.FromUnixTimeSeconds(((now.ToUnixTimeSeconds() / Period) + 1) * Period);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await beat.WaitForNextTickAsync())
        {
            var ledger = await gateway.LedgerAsync();
            LedgerOrder[] orders = [.. ledger.Orders.Where(order => order.PlacedAt >= closedAt).OrderBy(static order => order.PlacedAt)];
            if (enough(orders) || (ledger.At - closedAt).TotalSeconds > Period - 2)
            {
                return orders.Length > 0 ? new Turn(closedAt, orders) : await TurnAsync(gateway, enough);
            }
        }

        throw new InvalidOperationException("The clock stopped.");
    }

    /// <summary>Waits, at most two minutes, until every intent is accounted for.</summary>
    private static async Task<Leftovers> SettledAsync(SimulatedGateway gateway, string connectionString)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(2));
        for (var i = 0; ; i++)
        {
            await beat.WaitForNextTickAsync();
            var (intended, never) = await IntentsAsync(connectionString);
            var ledger = await gateway.LedgerAsync();
            var at = ledger.Orders.Where(static order => order.OrderRef is not null).CountBy(static order => order.OrderRef!).ToDictionary();
            var left = new Leftovers(intended.Count(intent => !at.ContainsKey(intent) && !never.Contains(intent)), at.Values.Count(static count => count > 1));
            if (left.Open == 0 || i == 60)
            {
                return left;
            }
        }
    }

    /// <summary>Order references of all intents of the journal, and of those that were never sent.</summary>
    private static async Task<(HashSet<string> Intended, HashSet<string> NeverSent)> IntentsAsync(string connectionString)
    {
        await using var journal = new PostgresOrderJournal(connectionString);
        Dictionary<ClientOrderId, string> intended = [];
        HashSet<string> never = [];
        await foreach (var entry in journal.ReadAsync(Account, 0, CancellationToken.None))
        {
            switch (entry.Event)
            {
                case OrderIntended e:
                    intended[e.Intent.Id] = e.Ref.ToString();
                    break;
                case OrderNotSent e:
                    never.Add(intended[e.Id]);
                    break;
                case OrderStatusChanged { Status: OrderStatus.NeverSent } e:
                    never.Add(intended[e.Id]);
                    break;
            }
        }

        return ([.. intended.Values], never);
    }

    private static async Task<HashSet<string>> RefsAsync(SimulatedGateway gateway) =>
        [.. (await gateway.LedgerAsync()).Orders.Select(static order => order.OrderRef).OfType<string>()];

    private static string Settings() => $$"""
        { "Strategies": [ {{string.Join(",\n", Enumerable.Range(0, Strategies).Select(static i => $$"""
            { "Name": "turn-{{i:000}}", "Type": "RetargetProbe", "Account": "DUSIM0001", "Capital": 100000, "Parameters": { "instrument": "{{Symbols[i % Symbols.Length]}}", "every": "{{Period}}" } }
            """))}} ] }
        """;

    private sealed record Turn(DateTimeOffset ClosedAt, IReadOnlyList<LedgerOrder> Orders);

    private sealed record Leftovers(int Open, int Doubled);
}
