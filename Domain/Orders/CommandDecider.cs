using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <param name="Events">To journal in one commit; empty when nothing changes.</param>
/// <param name="Send">Orders of these events that are to be sent once durable.</param>
/// <param name="Ask">Why the broker's lists must be asked for; null when they need not.</param>
public sealed record CommandDecision(ImmutableArray<BookEvent> Events, CommandResult Result, ImmutableArray<ClientOrderId> Send, string? Ask = null)
{
    public static CommandDecision Done(string text, params ImmutableArray<BookEvent> events) => new(events, CommandResult.Ok(text), []);

    public static CommandDecision Refused(DenialCode code, string text) => new([], CommandResult.Refused(new Denial(code, text)), []);
}

/// <summary>What an operator's command changes; a repeat under the caller's key changes nothing.</summary>
public static class CommandDecider
{
    public static CommandDecision Decide(Book book, BrokerView view, OperatorCommand command, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(command);
        if (!command.IsKeyed)
        {
            return First(book, view, command, environment);
        }

        if (book.Answers.TryGetValue(command.Name, out var answer))
        {
            return new CommandDecision([], answer.Result, []);
        }

        var decision = First(book, view, command, environment);
        return decision with { Events = [.. decision.Events, new CommandAnswered(command.Name, decision.Result)] };
    }

    private static CommandDecision First(Book book, BrokerView view, OperatorCommand command, TradingEnvironment environment) =>
        command switch
        {
            RegisterStrategy x => Register(book, x),
            SetStrategyStatus x => Status(book, x),
            SetAccountState x => State(book, x),
            SetStrategyState x => RiskCommands.State(book, x),
            SetLimit x => RiskCommands.Limit(book, x),
            Restrict x => RiskCommands.Restriction(book, x),
            Kill x => Latch(book, x),
            Rearm x => book.KillLatch is null
                ? CommandDecision.Done("The kill switch is not latched.")
                : CommandDecision.Done("Re-armed: targets are zero until strategies set new ones.", new KillRearmed(x.By)),
            Flatten x => ToZero(book, x),
            Adopt x => AdoptDecider.Decide(book, view, x, environment),
            Reconcile => CommandDecision.Done("The broker's lists are asked for.") with { Ask = "asked by hand" },
            AssignExecution x => Assign(book, x),
            PlaceByHand x => Place(book, view, x, environment),
            ModifyByHand x => Modify(book, view, x, environment),
            CancelByHand x => Cancel(book, view, x),
            ReleaseReport x => Release(book, x),
            ChangeParameters x => Parameters(book, x),
            NotifyOperator x => CommandDecision.Done("Noted.", new Notified(x.Level, x.Topic, x.Text)),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a command."),
        };

    /// <summary>The latch of a kill command: the same key gives the same latch.</summary>
    public static string LatchId(string key) => Base32.Hash("kill:" + key, 12);

    private static CommandDecision Register(Book book, RegisterStrategy command) => command.Strategy == StrategyName.Unknown
        ? CommandDecision.Refused(DenialCode.UnknownStrategy, "'unknown' is the owner of what no strategy ordered.")
        : book.Strategies.ContainsKey(command.Strategy)
            ? CommandDecision.Done($"{command.Strategy} is known.")
            : CommandDecision.Done($"{command.Strategy} is registered.", new StrategyRegistered(command.Strategy, command.Capital));

    private static CommandDecision Status(Book book, SetStrategyStatus command)
    {
        if (!book.Strategies.TryGetValue(command.Strategy, out var strategy))
        {
            return NotRegistered(command.Strategy);
        }

        if (strategy.Status == command.Status && !(command.Status == StrategyStatus.Active && strategy.Trading != TradingState.Active))
        {
            return CommandDecision.Done($"{command.Strategy} is {command.Status}.");
        }

        var zero = command.Status == StrategyStatus.Inactive ? ZeroTargets(book, command.Strategy) : [];
        return CommandDecision.Done(
            $"{command.Strategy} is now {command.Status}.", [.. zero, new StrategyStatusSet(command.Strategy, command.Status, command.By, command.Reason)]);
    }

    private static CommandDecision Parameters(Book book, ChangeParameters command)
    {
        var text = string.Join(", ", command.Changes);
        return !book.Strategies.ContainsKey(command.Strategy)
            ? NotRegistered(command.Strategy)
            : CommandDecision.Done(
                $"{command.Strategy}: {text}.",
                new ParametersChanged(command.Strategy, command.Changes, command.By),
                new Notified(NotificationLevel.Info, command.Strategy.Value, $"parameters changed by {command.By}: {text}"));
    }

    private static CommandDecision State(Book book, SetAccountState command)
    {
        if (command.State == TradingState.Active && book.KillLatch is { } latch)
        {
            return CommandDecision.Refused(DenialCode.Killed, $"The kill switch is latched ({latch}): 'rearm' opens it.");
        }

        if (book.State == command.State)
        {
            return CommandDecision.Done($"The account is {command.State}.");
        }

        var opening = command.State == TradingState.Active ? [] : RiskWatch.CancelOpening(book, null, $"account {command.State}");
        return CommandDecision.Done($"The account is now {command.State}.", [new AccountStateSet(command.State, command.By, command.Reason), .. opening]);
    }

    /// <summary>All that latching means: targets become zero, so that re-arming opens nothing by itself, and every live order is to be cancelled.</summary>
    public static ImmutableArray<BookEvent> Latched(Book book, string latchId, string by, string reason)
    {
        ArgumentNullException.ThrowIfNull(book);
        return book.KillLatch is not null
            ? []
            : [
                new KillLatched(latchId, by, reason),
                new Notified(NotificationLevel.Alarm, "kill", $"Kill switch by {by}: {reason}"),
                .. book.Strategies.Keys.OrderBy(static name => name.Value, StringComparer.Ordinal).SelectMany(name => ZeroTargets(book, name)),
                .. book.LiveOrders.Where(static order => !order.CancelRequested).Select(static order => new CancelRequested(order.Id, "kill switch")),
            ];
    }

    private static CommandDecision Latch(Book book, Kill command) => book.KillLatch is { } latch
        ? CommandDecision.Done($"The kill switch is latched ({latch}).")
        : CommandDecision.Done("The kill switch is latched: cancelling and flattening.", Latched(book, LatchId(command.Key), command.By, command.Reason));

    private static CommandDecision ToZero(Book book, Flatten command)
    {
        if (command.Strategy is { } one && !book.Strategies.ContainsKey(one))
        {
            return NotRegistered(one);
        }

        var strategies = command.Strategy is { } name ? [name] : book.Strategies.Keys.OrderBy(static s => s.Value, StringComparer.Ordinal).ToArray();
        return CommandDecision.Done(
            $"Flattening {string.Join(", ", strategies)}.",
            [.. strategies.SelectMany(strategy => ZeroTargets(book, strategy).Append(new FlattenRequested(strategy, command.By)))]);
    }

    private static IEnumerable<BookEvent> ZeroTargets(Book book, StrategyName strategy) => book.Targets
        .Where(pair => pair.Key.Strategy == strategy && !pair.Value.Quantity.IsFlat)
        .OrderBy(static pair => pair.Key.ConId.Value)
        .Select(static pair => new TargetSet(pair.Key.Strategy, pair.Key.ConId, PositionQuantity.Zero, ExecutionPolicy.Market));

    private static CommandDecision Assign(Book book, AssignExecution command)
    {
        if (!book.Fills.TryGetValue(command.ExecId.Root, out var fill))
        {
            return CommandDecision.Refused(DenialCode.InvalidOrder, $"Execution {command.ExecId} is not booked.");
        }

        if (command.Strategy != StrategyName.Unknown && !book.Strategies.ContainsKey(command.Strategy))
        {
            return NotRegistered(command.Strategy);
        }

        return fill.Strategy == command.Strategy
            ? CommandDecision.Done($"{fill.ExecId} belongs to {fill.Strategy}.")
            : CommandDecision.Done($"{fill.ExecId} now belongs to {command.Strategy}.", new ExecutionAssigned(fill.ExecId.Root, fill.Strategy, command.Strategy, command.By));
    }

    private static CommandDecision Place(Book book, BrokerView view, PlaceByHand command, TradingEnvironment environment)
    {
        var legs = command.Legs();
        var id = legs[0].Id;
        if (book.Orders.ContainsKey(id))
        {
            return CommandDecision.Done($"Order {id} is known.");
        }

        if (!book.Strategies.ContainsKey(command.Strategy))
        {
            return NotRegistered(command.Strategy);
        }

        return PlaceDecider.Check(book, view, legs, environment) is { } denial
            ? new CommandDecision([new OrderDenied(legs[0], denial)], CommandResult.Refused(denial), [])
            : new CommandDecision(
                [.. legs.Select(leg => new OrderIntended(leg, OrderRef.Of(environment.Context.Installation, command.Strategy, leg.Id)))],
                CommandResult.Ok($"Order {string.Join(", ", legs.Select(static leg => leg.Id))} is journaled."),
                [.. legs.Select(static leg => leg.Id)]);
    }

    private static CommandDecision Modify(Book book, BrokerView view, ModifyByHand command, TradingEnvironment environment)
    {
        if (!book.Orders.TryGetValue(command.Order, out var order))
        {
            return CommandDecision.Refused(DenialCode.InvalidOrder, $"There is no order {command.Order}.");
        }

        var (change, denial) = PlaceDecider.CheckChange(book, view, order, command.Quantity, command.Terms, $"by {command.By}", environment);
        return denial is not null
            ? new CommandDecision([], CommandResult.Refused(denial), [])
            : CommandDecision.Done($"Order {order.Id} is being changed.", change!);
    }

    private static CommandDecision Cancel(Book book, BrokerView view, CancelByHand command)
    {
        if (!book.Orders.TryGetValue(command.Order, out var order))
        {
            return CommandDecision.Refused(DenialCode.InvalidOrder, $"There is no order {command.Order}.");
        }

        if (order.Status.IsTerminal())
        {
            return CommandDecision.Done($"Order {order.Id} is {order.Status}.");
        }

        if (order.Status == OrderStatus.Unknown && IsAbsent(view, order))
        {
            return CommandDecision.Done($"Order {order.Id} is declared gone.", new OrderStatusChanged(order.Id, OrderStatus.Cancelled, $"declared gone by {command.By}"));
        }

        ImmutableArray<BookEvent> cancel = order.CancelRequested ? [] : [new CancelRequested(order.Id, $"by {command.By}")];
        return order.Status == OrderStatus.Unknown
            ? CommandDecision.Done($"Order {order.Id} is being cancelled and asked about; cancel it again if the broker's lists do not hold it.", cancel) with { Ask = $"{order.Id} is Unknown and cancelled by hand" }
            : CommandDecision.Done($"Order {order.Id} is being cancelled.", cancel);
    }

    /// <summary>Only lists that began after the newest word about the order say anything about it: before, it may not have been written.</summary>
    private static bool IsAbsent(BrokerView view, Order order) =>
        view is { Synchronized: true, Last: { } last } && last.BeganAt > order.UpdatedAt && !last.Open.Contains(order.Id) && !last.Seen.Contains(order.Id);

    private static CommandDecision Release(Book book, ReleaseReport command) => book.Quarantine.TryGetValue(command.Seq, out var report)
        ? CommandDecision.Done($"The {report.Kind} of {report.At:u} is released.", new ReportReleased(command.Seq, command.By))
        : CommandDecision.Done($"No report is in quarantine under {command.Seq}.");

    internal static CommandDecision NotRegistered(StrategyName strategy) =>
        CommandDecision.Refused(DenialCode.UnknownStrategy, $"Strategy {strategy} is not registered.");
}
