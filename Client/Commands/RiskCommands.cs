using System.CommandLine;
using OrleansTrader.Client.Api;
using OrleansTrader.Client.Output;
using OrleansTrader.Domain.Risk;

namespace OrleansTrader.Client.Commands;

/// <summary>Limits, the restricted list, reduce and halt.</summary>
internal static class RiskCommands
{
    public static void AddTo(Command root, Shared shared)
    {
        var limits = ReadCommands.List(shared, Views.Limits, "The risk limits in force, and who changed them.");
        limits.Add(Set(shared));
        limits.Add(Clear(shared));
        limits.Add(Restrict(shared, "restrict", true, "Puts a contract on the restricted list: nothing is opened in it."));
        limits.Add(Restrict(shared, "allow", false, "Takes a contract off the restricted list."));
        root.Add(limits);
        root.Add(ReadCommands.List(shared, Views.Restricted, "Contracts in which nothing may be opened."));
        root.Add(State(shared, "reduce", "Only orders that reduce pass, those that open are cancelled: one strategy, or the account."));
        root.Add(State(shared, "halt", "No orders, cancels pass: one strategy, or the account."));
    }

    private static Command Set(Shared shared)
    {
        var (limit, strategy, reason) = (Name(), Strategy(), Reason());
        var value = new Argument<string>("value") { Description = "A number, or 'none' to lift the limit." };
        var command = new Command("set", "Changes one limit at once and for good, until it is cleared.") { limit, value, strategy, reason };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api,
            shared.Query(parsed, "limits"),
            new { Limit = parsed.GetRequiredValue(limit), Value = Number(parsed.GetRequiredValue(value)), Strategy = parsed.GetValue(strategy), Reason = parsed.GetValue(reason) },
            cancellationToken));
        return command;
    }

    private static Command Clear(Shared shared)
    {
        var (limit, strategy, reason) = (Name(), Strategy(), Reason());
        var command = new Command("clear", "Forgets a change: the settings count again.") { limit, strategy, reason };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api,
            shared.Query(parsed, "limits"),
            new { Limit = parsed.GetRequiredValue(limit), Strategy = parsed.GetValue(strategy), FromSettings = true, Reason = parsed.GetValue(reason) },
            cancellationToken));
        return command;
    }

    private static Command Restrict(Shared shared, string verb, bool restricted, string description)
    {
        var instrument = new Argument<string>("instrument") { Description = "AAPL, AAPL@NASDAQ:USD or #265598." };
        var reason = Reason();
        var command = new Command(verb, description) { instrument, reason };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api,
            shared.Query(parsed, "restricted"),
            new { Instrument = parsed.GetRequiredValue(instrument), Restricted = restricted, Reason = parsed.GetValue(reason) },
            cancellationToken));
        return command;
    }

    private static Command State(Shared shared, string verb, string description)
    {
        var strategy = new Argument<string?>("strategy") { Description = "The strategy; none means the account.", Arity = ArgumentArity.ZeroOrOne };
        var reason = Reason();
        var command = new Command(verb, description) { strategy, reason };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api,
            shared.Query(parsed, parsed.GetValue(strategy) is { } name ? $"strategies/{Uri.EscapeDataString(name)}/{verb}" : $"account/{verb}", ("reason", parsed.GetValue(reason))),
            null,
            cancellationToken));
        return command;
    }

    private static decimal? Number(string text) => text == "none" ? null
        : decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"'{text}' is neither a number nor 'none'.");

    private static async Task PostAsync(TraderApi api, string path, object? body, CancellationToken cancellationToken) =>
        Console.WriteLine((await api.PostAsync(path, body, cancellationToken)).Text);

    private static Argument<LimitName> Name() => new("limit") { Description = string.Join(", ", Enum.GetNames<LimitName>()) + "." };

    private static Option<string?> Strategy() => new("--strategy") { Description = "Only for this strategy; else for the account and every strategy without its own." };

    private static Option<string?> Reason() => new("--reason") { Description = "Kept in the journal." };
}
