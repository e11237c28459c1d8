using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Risk;

namespace OrleansTrader.Domain.Orders;

/// <summary>Commands about limits, restrictions and what a strategy may do.</summary>
internal static class RiskCommands
{
    public static CommandDecision State(Book book, SetStrategyState command)
    {
        if (!book.Strategies.TryGetValue(command.Strategy, out var strategy))
        {
            return CommandDecider.NotRegistered(command.Strategy);
        }

        var opening = command.State == TradingState.Active ? [] : RiskWatch.CancelOpening(book, command.Strategy, $"{command.Strategy} is {command.State}");
        return strategy.Trading == command.State
            ? CommandDecision.Done($"{command.Strategy} is {command.State}.")
            : CommandDecision.Done($"{command.Strategy} is now {command.State}.", [new StrategyStateSet(command.Strategy, command.State, command.By, command.Reason), .. opening]);
    }

    public static CommandDecision Limit(Book book, SetLimit command)
    {
        var problem = command.Strategy is { } strategy && !book.Strategies.ContainsKey(strategy) ? $"Strategy {strategy} is not registered"
            : command.Strategy is not null && LimitTable.IsOfAccount(command.Limit) ? $"{command.Limit} is a limit of the account: no strategy has its own"
            : command.FromSettings ? null
            : LimitTable.Problem(command.Limit, command.Value);
        if (problem is not null)
        {
            return CommandDecision.Refused(DenialCode.InvalidOrder, $"{problem}.");
        }

        var whose = command.Strategy is { } name ? $"{command.Limit} of {name}" : $"{command.Limit}";
        return CommandDecision.Done(
            command.FromSettings ? $"{whose} is as in the settings again." : command.Value is { } value ? $"{whose} is now {value}." : $"{whose} is lifted.",
            new LimitChanged(command.Strategy, command.Limit, command.Value, command.FromSettings, command.By, command.Reason));
    }

    public static CommandDecision Restriction(Book book, Restrict command) => book.Restricted.ContainsKey(command.ConId) == command.Restricted
        ? CommandDecision.Done($"Contract {command.ConId} is {(command.Restricted ? "" : "not ")}restricted.")
        : CommandDecision.Done(
            $"Contract {command.ConId} is {(command.Restricted ? "now" : "no longer")} restricted.",
            [new RestrictionSet(command.ConId, command.Restricted, command.By, command.Reason)]);
}
