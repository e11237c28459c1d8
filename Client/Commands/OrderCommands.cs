using System.CommandLine;
using OrleansTrader.Client.Api;
using OrleansTrader.Client.Output;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using Spectre.Console;

namespace OrleansTrader.Client.Commands;

/// <summary>Orders by hand: place, whatif, modify, cancel.</summary>
internal static class OrderCommands
{
    public static void AddTo(Command root, Shared shared)
    {
        root.Add(Place(shared, "place", "Places one order by hand, or a bracket with --take-profit and --stop-loss.", static async (api, path, body, cancellationToken) =>
            Console.WriteLine((await api.PostAsync(path("orders"), body, cancellationToken)).Text)));
        root.Add(Place(shared, "whatif", "Shows what our limits and the broker would say to an order; nothing is placed.", static async (api, path, body, cancellationToken) =>
            Print(await api.PostAsync<WhatIfAnswer>(path("orders/what-if"), body, cancellationToken))));
        root.Add(Modify(shared));
        root.Add(Cancel(shared));
    }

    private static Command Place(Shared shared, string verb, string description, Func<TraderApi, Func<string, string>, object, CancellationToken, Task> send)
    {
        var strategy = new Argument<string>("strategy") { Description = "Whose books it goes to." };
        var side = new Argument<Side>("side") { Description = "buy or sell." };
        var quantity = new Argument<decimal>("quantity") { Description = "Total quantity." };
        var instrument = new Argument<string>("instrument") { Description = "AAPL, AAPL@NASDAQ:USD or #265598." };
        var order = new OrderArguments();
        var command = new Command(verb, description) { strategy, side, quantity, instrument };
        order.AddAll(command);
        shared.Act(command, (api, parsed, cancellationToken) => send(
            api,
            path => shared.Query(parsed, path),
            new
            {
                Strategy = parsed.GetRequiredValue(strategy),
                Side = parsed.GetRequiredValue(side),
                Quantity = parsed.GetRequiredValue(quantity),
                Instrument = parsed.GetRequiredValue(instrument),
                Terms = order.Terms(parsed),
                TimeInForce = order.TimeInForceOf(parsed),
                Attributes = order.Attributes(parsed),
                Exits = order.Exits(parsed),
            },
            cancellationToken));
        return command;
    }

    private static Command Modify(Shared shared)
    {
        var (id, order) = (OrderId(), new OrderArguments());
        var quantity = new Option<decimal?>("--quantity") { Description = "The new total, what is filled included." };
        var command = new Command("modify", "Changes size or prices of a working order; its type stays.") { id, quantity };
        order.AddPrices(command);
        shared.Act(command, async (api, parsed, cancellationToken) =>
        {
            var target = parsed.GetRequiredValue(id);
            var terms = order.HasTerms(parsed) ? order.Terms(parsed, await TypeAsync(api, shared.Query(parsed, "orders", ("working", "true")), target, cancellationToken)) : null;
            Console.WriteLine((await api.PostAsync(
                shared.Query(parsed, $"orders/{Uri.EscapeDataString(target)}/modify"), new { Quantity = parsed.GetValue(quantity), Terms = terms }, cancellationToken)).Text);
        });
        return command;
    }

    /// <summary>What a working order is; null when there is none, which the silo says better.</summary>
    private static async Task<string?> TypeAsync(TraderApi api, string path, string id, CancellationToken cancellationToken) =>
        (await api.GetAsync<OrderRow[]>(path, cancellationToken)).FirstOrDefault(row => row.Id.Value == id)?.Type;

    private static Command Cancel(Shared shared)
    {
        var id = OrderId();
        var command = new Command("cancel", "Cancels one order.") { id };
        shared.Act(command, async (api, parsed, cancellationToken) => Console.WriteLine((await api.PostAsync(
            shared.Query(parsed, $"orders/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/cancel"), null, cancellationToken)).Text));
        return command;
    }

    private static void Print(WhatIfAnswer answer)
    {
        Console.WriteLine(answer.Denial is { } denial ? $"We would not send it: {denial.Text}" : "Our limits let it pass.");
        if (answer.Effect is not { } effect)
        {
            throw new ApiException($"The broker says: {answer.Problem}");
        }

        AnsiConsole.Write(Views.Margins.ToTable(
        [
            new MarginRow("initial margin", effect.InitialMargin),
            new MarginRow("maintenance margin", effect.MaintenanceMargin),
            new MarginRow("equity with loan", effect.EquityWithLoan),
        ]));
        Console.WriteLine(FormattableString.Invariant($"Commission {effect.Commission?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"} {effect.CommissionCurrency} {effect.Warning}").TrimEnd());
    }

    private static Argument<string> OrderId() => new("order") { Description = "The order's id, as './trader orders' shows it." };

    private sealed record WhatIfAnswer(Denial? Denial, WhatIfEffect? Effect, string? Problem);
}
