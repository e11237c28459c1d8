using System.CommandLine;
using OrleansTrader.Client.Api;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Client.Commands;

/// <summary>Commands that change something; each prints what was done.</summary>
internal static class ActCommands
{
    public static void AddTo(Command root, Shared shared)
    {
        root.Add(ForStrategy(shared, "pause", "Events reach the strategy, nothing is sent; positions and orders stay."));
        root.Add(ForStrategy(shared, "resume", "The strategy trades again."));
        root.Add(Stop(shared));
        root.Add(Set(shared));
        root.Add(Simple(shared, "resume-account", "account/resume", "Ends a halt or reduction of the account."));
        root.Add(Kill(shared));
        root.Add(Simple(shared, "rearm", "rearm", "Opens the kill latch."));
        root.Add(Adopt(shared));
        root.Add(Simple(shared, "reconcile", "reconcile", "Asks for the broker's lists again and compares."));
        root.Add(Simple(shared, "rebuild", "rebuild", "Deletes and rebuilds the tables from the journal."));
        root.Add(Flatten(shared));
        root.Add(Assign(shared));
        root.Add(Release(shared));
    }

    private static Command Simple(Shared shared, string name, string path, string description)
    {
        var reason = Reason();
        var command = new Command(name, description) { reason };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(api, shared.Query(parsed, path, ("reason", parsed.GetValue(reason))), null, cancellationToken));
        return command;
    }

    private static Command ForStrategy(Shared shared, string verb, string description)
    {
        var (strategy, reason) = (StrategyArgument(), Reason());
        var command = new Command(verb, description) { strategy, reason };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api, shared.Query(parsed, Path(parsed.GetRequiredValue(strategy), verb), ("reason", parsed.GetValue(reason))), null, cancellationToken));
        return command;
    }

    private static Command Stop(Shared shared)
    {
        var (strategy, reason) = (StrategyArgument(), Reason());
        var now = new Option<bool>("--now") { Description = "Do not wait for the strategy's own exits: cancel and flatten by market orders." };
        var command = new Command("stop", "Only the strategy's own reducing orders pass until it is flat.") { strategy, reason, now };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api,
            shared.Query(parsed, Path(parsed.GetRequiredValue(strategy), "stop"), ("reason", parsed.GetValue(reason)), ("now", parsed.GetValue(now) ? "true" : null)),
            null,
            cancellationToken));
        return command;
    }

    private static Command Set(Shared shared)
    {
        var strategy = StrategyArgument();
        var changes = new Argument<string[]>("changes") { Description = "name=value; name= takes the change back.", Arity = ArgumentArity.OneOrMore };
        changes.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(static token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"'{token.Value}' is not of the form name=value.");
            }
        });
        var command = new Command("set", "Changes parameters of a running strategy: journaled, kept over restarts until the settings change.") { strategy, changes };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api,
            Path(parsed.GetRequiredValue(strategy), "parameters"),
            parsed.GetRequiredValue(changes).Select(static change => change.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1].Length == 0 ? null : pair[1]),
            cancellationToken));
        return command;
    }

    private static Command Kill(Shared shared)
    {
        var (yes, reason) = (new Option<bool>("--yes") { Description = "Do not ask; without a terminal nobody is asked." }, Reason());
        var command = new Command("kill", "Cancels every order, flattens every position, and stays latched until 'rearm'.") { yes, reason };
        shared.Act(command, (api, parsed, cancellationToken) => parsed.GetValue(yes) || IsConfirmed()
            ? PostAsync(api, shared.Query(parsed, "kill", ("reason", parsed.GetValue(reason))), null, cancellationToken)
            : throw new ApiException("Nothing was done: 'kill' was not confirmed."));
        return command;
    }

    private static Command Flatten(Shared shared)
    {
        var strategy = new Argument<string?>("strategy") { Description = "The strategy; none means all.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("flatten", "Cancels orders and trades positions to zero.") { strategy };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api, shared.Query(parsed, "flatten", ("strategy", parsed.GetValue(strategy))), null, cancellationToken));
        return command;
    }

    private static Command Assign(Shared shared)
    {
        var execution = new Argument<string>("exec") { Description = "The execution id." };
        var strategy = StrategyArgument();
        var command = new Command("assign", "Moves one execution to a strategy.") { execution, strategy };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api,
            shared.Query(parsed, "assign"),
            new { ExecId = parsed.GetRequiredValue(execution), Strategy = parsed.GetRequiredValue(strategy) },
            cancellationToken));
        return command;
    }

    private static Command Adopt(Shared shared)
    {
        var contract = new Argument<int?>("conId") { Description = "One contract; none means all, which opens trading.", Arity = ArgumentArity.ZeroOrOne };
        var strategy = new Option<string?>("--to") { Description = "The strategy that takes the contract over; none means unknown." };
        var leave = new Option<bool>("--leave") { Description = "Open trading and book nothing: contracts that differ stay closed." };
        var command = new Command("adopt", "Accepts what the broker holds and the journal does not explain: all, or one contract.") { contract, strategy, leave };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api,
            shared.Query(
                parsed,
                "adopt",
                ("conId", parsed.GetValue(contract)?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("strategy", parsed.GetValue(strategy)),
                ("leave", parsed.GetValue(leave) ? "true" : null)),
            null,
            cancellationToken));
        return command;
    }

    private static Command Release(Shared shared)
    {
        var seq = new Argument<long>("seq") { Description = "The number that 'quarantine' shows." };
        var command = new Command("release", "Ends the quarantine of one report of the broker.") { seq };
        shared.Act(command, (api, parsed, cancellationToken) => PostAsync(
            api, shared.Query(parsed, $"quarantine/{parsed.GetRequiredValue(seq)}/release"), null, cancellationToken));
        return command;
    }

    private static async Task PostAsync(TraderApi api, string path, object? body, CancellationToken cancellationToken) =>
        Console.WriteLine((await api.PostAsync(path, body, cancellationToken)).Text);

    private static bool IsConfirmed()
    {
        if (Console.IsInputRedirected)
        {
            return true; // A script means what it says, and nothing may keep the kill switch from working.
        }

        Console.Write("This cancels every order and flattens every position. Type 'kill' to go on: ");
        return Console.ReadLine()?.Trim() == "kill";
    }

    private static string Path(string strategy, string verb) => $"strategies/{Uri.EscapeDataString(strategy)}/{verb}";

    private static Option<string?> Reason() => new("--reason") { Description = "Kept in the journal." };

    private static Argument<string> StrategyArgument()
    {
        var argument = new Argument<string>("strategy") { Description = "Its name." };
        argument.Validators.Add(static result =>
        {
            try
            {
                StrategyName.Of(result.GetValueOrDefault<string>());
            }
            catch (ArgumentException e)
            {
                result.AddError(e.Message);
            }
        });
        return argument;
    }
}
