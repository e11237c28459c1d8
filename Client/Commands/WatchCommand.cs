using System.CommandLine;
using OrleansTrader.Client.Api;
using OrleansTrader.Client.Output;
using OrleansTrader.Domain.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansTrader.Client.Commands;

/// <summary>A view that renews itself until Ctrl-C.</summary>
internal static class WatchCommand
{
    private const int NewestOrders = 15;

    public static void AddTo(Command root, Shared shared)
    {
        var seconds = new Option<double>("--every") { Description = "Seconds between two looks.", DefaultValueFactory = static _ => 1 };
        seconds.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is < 0.2 or > 3600)
            {
                result.AddError("--every must be from 0.2 to 3600 seconds.");
            }
        });
        var command = new Command("watch", "Status, positions and newest orders, renewed until Ctrl-C.") { seconds };
        shared.Act(command, (api, parsed, cancellationToken) => WatchAsync(shared, api, parsed, TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken));
        root.Add(command);
    }

    private static async Task WatchAsync(Shared shared, TraderApi api, ParseResult parsed, TimeSpan every, CancellationToken cancellationToken)
    {
        var first = await LookAsync(shared, api, parsed, cancellationToken);
        await AnsiConsole.Live(first).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(every);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                live.UpdateTarget(await LookAsync(shared, api, parsed, cancellationToken));
            }
        });
    }

    private static async Task<IRenderable> LookAsync(Shared shared, TraderApi api, ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var status = await api.GetAsync<StatusRow>("status", cancellationToken);
            var positions = await api.GetAsync<PositionRow[]>(shared.Query(parsed, "positions"), cancellationToken);
            var orders = await api.GetAsync<OrderRow[]>(shared.Query(parsed, "orders"), cancellationToken);
            return new Rows(
                new Text(ReadCommands.Headline(status)),
                Views.Accounts.ToTable([.. status.Accounts]),
                Views.Positions.ToTable(positions),
                Views.Orders.ToTable([.. orders.Take(NewestOrders)]));
        }
        catch (ApiException e)
        {
            return new Text(e.Message); // The silo may come back: watching is for that, too.
        }
    }
}
