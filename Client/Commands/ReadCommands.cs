using System.CommandLine;
using System.Globalization;
using OrleansTrader.Client.Api;
using OrleansTrader.Client.Output;
using OrleansTrader.Domain.Views;
using Spectre.Console;

namespace OrleansTrader.Client.Commands;

/// <summary>Commands that only show.</summary>
internal static class ReadCommands
{
    public static void AddTo(Command root, Shared shared)
    {
        root.Add(Status(shared));
        root.Add(List(shared, Views.Positions, "Positions by strategy and contract."));
        root.Add(Orders(shared));
        root.Add(Page(shared, Views.Fills, "Fills, newest first."));
        root.Add(List(shared, Views.Strategies, "Strategies with their state."));
        root.Add(List(shared, Views.StrategyTypes, "Strategy classes with their parameters."));
        root.Add(List(shared, Views.Contracts, "Active contracts with quote, lines and subscribers."));
        root.Add(List(shared, Views.Proof, "The proof of books, contract by contract."));
        root.Add(List(shared, Views.Mismatches, "Contracts whose books differ from the broker's."));
        root.Add(List(shared, Views.Quarantine, "Reports of the broker that could not be taken."));
        root.Add(Logs(shared));
    }

    private static Command Status(Shared shared)
    {
        var command = new Command("status", "Session, lease and the state of every account.") { shared.Json };
        shared.Act(command, async (api, parsed, cancellationToken) =>
        {
            var status = await api.GetAsync<StatusRow>("status", cancellationToken);
            if (parsed.GetValue(shared.Json))
            {
                View<StatusRow>.PrintJson([status]);
                return;
            }

            Console.WriteLine(Headline(status));
            AnsiConsole.Write(Views.Accounts.ToTable([.. status.Accounts]));
        });
        return command;
    }

    internal static string Headline(StatusRow status) => string.Create(
        CultureInfo.InvariantCulture,
        $"Session {status.Session}, lease {(status.LeaseEpoch is { } epoch ? $"epoch {epoch}" : "not held")}, orders {(status.AllowOrders ? "allowed" : "not allowed")}, version {status.Version}, up since {status.StartedAt:yyyy-MM-dd HH:mm:ss} UTC");

    internal static Command List<T>(Shared shared, View<T> view, string description)
    {
        var command = new Command(view.Path, description) { shared.Json };
        shared.Act(command, (api, parsed, cancellationToken) => PrintAsync(shared, view, api, parsed, shared.Query(parsed, view.Path), cancellationToken));
        return command;
    }

    private static Command Orders(Shared shared)
    {
        var working = new Option<bool>("--working") { Description = "Only orders that may still fill." };
        return Page(shared, Views.Orders, "Orders, newest first.", working);
    }

    /// <summary>A list with a past of any length: cut by strategy, time and number.</summary>
    private static Command Page<T>(Shared shared, View<T> view, string description, params Option<bool>[] flags)
    {
        var strategy = new Option<string?>("--strategy") { Description = "Only of this strategy." };
        var since = new Option<string?>("--since") { Description = "From this time on: 2026-11-25T14:30 (UTC), or how long ago: 90s, 30m, 2h, 1d." };
        var until = new Option<string?>("--until") { Description = "Before this time; the oldest time shown gives the page before." };
        var limit = new Option<int?>("--limit") { Description = "At most so many, the newest (default 100)." };
        since.Validators.Add(Instants.Check);
        until.Validators.Add(Instants.Check);
        var command = new Command(view.Path, description) { shared.Json, strategy, since, until, limit };
        foreach (var flag in flags)
        {
            command.Add(flag);
        }

        shared.Act(command, (api, parsed, cancellationToken) => PrintAsync(
            shared,
            view,
            api,
            parsed,
            shared.Query(
                parsed,
                view.Path,
                [
                    ("strategy", parsed.GetValue(strategy)),
                    ("since", Instants.Format(parsed.GetValue(since), TimeProvider.System.GetUtcNow())),
                    ("until", Instants.Format(parsed.GetValue(until), TimeProvider.System.GetUtcNow())),
                    ("limit", parsed.GetValue(limit)?.ToString(CultureInfo.InvariantCulture)),
                    .. flags.Select(flag => (flag.Name.TrimStart('-'), parsed.GetValue(flag) ? "true" : null)),
                ]),
            cancellationToken));
        return command;
    }

    private static Command Logs(Shared shared)
    {
        var strategy = new Option<string?>("--strategy") { Description = "Only lines of this strategy." };
        var order = new Option<string?>("--order") { Description = "Only lines of this order." };
        var level = new Option<string?>("--level") { Description = "Only this level and above: Information, Warning, Error." };
        var limit = new Option<int?>("--limit") { Description = "At most so many lines (default 100)." };
        var command = new Command("logs", "Log lines from the database, newest first.") { shared.Json, strategy, order, level, limit };
        shared.Act(command, (api, parsed, cancellationToken) => PrintAsync(
            shared,
            Views.Logs,
            api,
            parsed,
            shared.Query(
                parsed,
                "logs",
                ("strategy", parsed.GetValue(strategy)),
                ("order", parsed.GetValue(order)),
                ("level", parsed.GetValue(level)),
                ("limit", parsed.GetValue(limit)?.ToString(CultureInfo.InvariantCulture))),
            cancellationToken));
        return command;
    }

    internal static async Task PrintAsync<T>(Shared shared, View<T> view, TraderApi api, ParseResult parsed, string path, CancellationToken cancellationToken)
    {
        var rows = await api.GetAsync<T[]>(path, cancellationToken);
        if (parsed.GetValue(shared.Json))
        {
            View<T>.PrintJson(rows);
        }
        else if (rows is [])
        {
            Console.WriteLine(view.Empty);
        }
        else
        {
            AnsiConsole.Write(view.ToTable(rows));
        }
    }
}
