using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansTrader.Benchmarks.Measuring;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.Migrations;
using OrleansTrader.Storage.Server;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>Durable intents a second through the order engine with 1, 8 and 64 callers, by turns with plain INSERT and commit over as many connections; pacing off.</summary>
/// <remarks>
/// A caller is a strategy that submits one limit order and waits for the answer. The broker of this run writes each order and cancels it soon after, so that a whole life is journaled.
/// The engine's way includes decision, risk and the rows of <c>orders</c>; the plain way is one row of text.
/// </remarks>
internal static class Intents
{
    private const int Rounds = 3;
    private static readonly int[] Callers = [1, 8, 64];
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string results)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ot-intents-" + Path.GetRandomFileName())).FullName;
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(Path.Combine(folder, "pg")), NullLogger<PrivatePostgres>.Instance, CancellationToken.None);
        try
        {
            await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(server.ConnectionString, CancellationToken.None);
            await using var silo = await IntentSilo.StartAsync(server.ConnectionString, Callers[^1]);
            await using var plain = await PlainInserts.OpenAsync(server.ConnectionString, Callers[^1]);
            var callers = Enumerable.Range(0, Callers[^1]).Select(number => new Caller(silo, number)).ToArray();
            await RateAsync(callers, static caller => caller.SubmitAsync()); // Code and caches are warm.
            var figures = new Dictionary<string, double>();
            foreach (var count in Callers)
            {
                var (ours, theirs) = (new List<double>(), new List<double>());
                for (var round = 0; round < Rounds; round++)
                {
                    theirs.Add(await RateAsync(plain.Connections[..count], static insert => insert.ExecuteNonQueryAsync()));
                    ours.Add(await RateAsync(callers[..count], static caller => caller.SubmitAsync()));
                }

                figures[$"{count} callers: durable intents per second"] = Median(ours);
                figures[$"{count} callers: plain INSERT and commit per second"] = Median(theirs);
                figures[$"{count} callers: ratio"] = Median(ours) / Median(theirs);
            }

            Report.Of("intents", [], figures).Publish(results);
            return 0;
        }
        finally
        {
            await server.StopAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>How many calls return in a second when each caller makes one after the other.</summary>
    private static async Task<double> RateAsync<T>(T[] callers, Func<T, Task> call)
    {
        var began = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(callers.Select(caller => Task.Run(async () =>
        {
            var calls = 0;
            for (; Stopwatch.GetElapsedTime(began) < Turn; calls++)
            {
                await call(caller);
            }

            return calls;
        })));
        return done.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);

    /// <summary>One strategy; its orders are all denied or taken before the next is made.</summary>
    private sealed class Caller(IntentSilo silo, int number)
    {
        private readonly StrategyName _strategy = IntentSilo.Strategy(number);
        private long _sequence;

        public async Task SubmitAsync()
        {
            var id = ClientOrderId.From(string.Create(CultureInfo.InvariantCulture, $"{_strategy}/{++_sequence}/0"));
            var order = new PlaceAction(id, IntentSilo.Contract(_sequence + (number * 8L)), Side.Buy, Quantity.Of(1), new OrderTerms.Limit(Price.Of(187.25m)), TimeInForce.Day);
            var answer = await silo.Engine.SubmitAsync(new StrategySubmission(_strategy, _sequence, [order]));
            if (answer.Denials[0] is { } denial)
            {
                throw new InvalidOperationException(denial.Text);
            }
        }
    }

    /// <summary>A prepared statement on each of several connections.</summary>
    private sealed class PlainInserts(NpgsqlDataSource source, NpgsqlCommand[] connections) : IAsyncDisposable
    {
        public NpgsqlCommand[] Connections => connections;

        public static async Task<PlainInserts> OpenAsync(string connectionString, int count)
        {
            var source = NpgsqlDataSource.Create(connectionString + $";Maximum Pool Size={count + 1}");
            await using (var create = source.CreateCommand("create table plain (id bigint generated always as identity primary key, at timestamptz not null default now(), payload text not null)"))
            {
                await create.ExecuteNonQueryAsync();
            }

            var connections = new NpgsqlCommand[count];
            for (var i = 0; i < count; i++)
            {
                connections[i] = new NpgsqlCommand("insert into plain (payload) values ($1)", await source.OpenConnectionAsync());
                connections[i].Parameters.Add(new() { Value = new string('x', 400) });
                await connections[i].PrepareAsync();
            }

            return new PlainInserts(source, connections);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var command in connections)
            {
                await command.Connection!.DisposeAsync();
                await command.DisposeAsync();
            }

            await source.DisposeAsync();
        }
    }
}
