using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <param name="Events">To journal in one commit; empty for a repeat.</param>
/// <param name="Send">Orders of these events that are to be sent once durable.</param>
/// <param name="Holdings">Holdings whose target or orders changed: to be planned.</param>
public sealed record SubmissionDecision(ImmutableArray<BookEvent> Events, SubmissionResult Result, ImmutableArray<ClientOrderId> Send, ImmutableArray<Holding> Holdings);

/// <summary>Takes all actions of one strategy event, once (design R4).</summary>
public static class SubmissionDecider
{
    /// <param name="isLast">False for a part that others follow: the submission counts as accepted with the last one. Decided again after an end in between, the orders of earlier parts are there already.</param>
    public static SubmissionDecision Decide(Book book, BrokerView view, StrategySubmission submission, TradingEnvironment environment, bool isLast = true)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(environment);
        if (!book.Strategies.TryGetValue(submission.Strategy, out var strategy))
        {
            var denial = new Denial(DenialCode.UnknownStrategy, $"Strategy {submission.Strategy} is not registered.");
            return new SubmissionDecision([], new SubmissionResult(false, [.. submission.Actions.Select(_ => (Denial?)denial)]), [], []);
        }

        if (submission.EventSequence <= strategy.Accepted)
        {
            return new SubmissionDecision([], new SubmissionResult(true, [.. submission.Actions.Select(action => Earlier(strategy, action))]), [], []);
        }

        var draft = new BookDraft(book, environment.Now);
        var send = ImmutableArray.CreateBuilder<ClientOrderId>();
        var denials = submission.Actions.Select(action => Take(draft, view, submission.Strategy, action, environment, send)).ToImmutableArray();
        if (isLast)
        {
            draft.Add(new SubmissionAccepted(submission.Strategy, submission.EventSequence));
        }

        return new SubmissionDecision(
            draft.Events, new SubmissionResult(false, denials), send.ToImmutable(), [.. submission.Actions.Select(action => HoldingOf(draft.Book, submission.Strategy, action)).OfType<Holding>().Distinct()]);
    }

    /// <summary>The cancels of orders that are there already, for when the other actions have to wait: deciding the submission later asks for nothing twice.</summary>
    public static ImmutableArray<BookEvent> Cancels(Book book, StrategySubmission submission)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(submission);
        return book.Strategies.TryGetValue(submission.Strategy, out var strategy) && submission.EventSequence > strategy.Accepted
            ? [.. submission.Actions.OfType<CancelAction>().Select(action => action.Id).Distinct().Select(id => CancelOf(book, submission.Strategy, id).Request).OfType<BookEvent>()]
            : [];
    }

    private static Denial? Earlier(StrategyBooks strategy, StrategyAction action) =>
        action is PlaceAction place ? strategy.Denials.GetValueOrDefault(place.Id) : null;

    private static Denial? Take(
        BookDraft draft, BrokerView view, StrategyName strategy, StrategyAction action, TradingEnvironment environment, ImmutableArray<ClientOrderId>.Builder send) => action switch
        {
            SetTargetAction x => Target(draft, strategy, x),
            PlaceAction x => Place(draft, view, strategy, x, environment, send),
            ModifyAction x => Modify(draft, view, strategy, x, environment),
            CancelAction x => Cancel(draft, strategy, x),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Not an action."),
        };

    private static Denial? Target(BookDraft draft, StrategyName strategy, SetTargetAction action)
    {
        if (draft.Book.KillLatch is not null)
        {
            return new Denial(DenialCode.Killed, "The kill switch is latched.");
        }

        if (Math.Abs(action.Quantity.Value) > Magnitudes.LargestQuantity)
        {
            return new Denial(
                DenialCode.InvalidOrder, $"No target is {action.Quantity} units; up to {Magnitudes.LargestQuantity} would pass.", action.Quantity.Value, Magnitudes.LargestQuantity, Magnitudes.LargestQuantity);
        }

        if (action.Policy.Problem() is { } problem)
        {
            return new Denial(DenialCode.InvalidOrder, $"The target's policy cannot be used: {problem}.");
        }

        var known = draft.Book.Targets.GetValueOrDefault(new Holding(strategy, action.ConId));
        if (known is null || known.Quantity != action.Quantity || known.Policy != action.Policy)
        {
            draft.Add(new TargetSet(strategy, action.ConId, action.Quantity, action.Policy));
        }

        return null;
    }

    private static Denial? Place(
        BookDraft draft, BrokerView view, StrategyName strategy, PlaceAction action, TradingEnvironment environment, ImmutableArray<ClientOrderId>.Builder send)
    {
        if (draft.Book.Orders.ContainsKey(action.Id))
        {
            return null;
        }

        var legs = action.Legs(strategy);
        if (PlaceDecider.Check(draft.Book, view, legs, environment) is { } denial)
        {
            draft.Add(new OrderDenied(legs[0], denial));
            return denial;
        }

        foreach (var leg in legs)
        {
            draft.Add(new OrderIntended(leg, OrderRef.Of(environment.Context.Installation, strategy, leg.Id)));
            send.Add(leg.Id);
        }

        return null;
    }

    private static Denial? Modify(BookDraft draft, BrokerView view, StrategyName strategy, ModifyAction action, TradingEnvironment environment)
    {
        if (!draft.Book.Orders.TryGetValue(action.Id, out var order) || order.Intent.Strategy != strategy)
        {
            return new Denial(DenialCode.InvalidOrder, $"{strategy} has no order {action.Id}.");
        }

        var (change, denial) = PlaceDecider.CheckChange(draft.Book, view, order, action.Quantity, action.Terms, $"asked by {strategy}", environment);
        if (change is not null)
        {
            draft.Add(change);
        }

        return denial;
    }

    private static Denial? Cancel(BookDraft draft, StrategyName strategy, CancelAction action)
    {
        var (request, denial) = CancelOf(draft.Book, strategy, action.Id);
        if (request is not null)
        {
            draft.Add(request);
        }

        return denial;
    }

    /// <summary>Neither when there is nothing left to ask for.</summary>
    private static (CancelRequested? Request, Denial? Denial) CancelOf(Book book, StrategyName strategy, ClientOrderId id) =>
        !book.Orders.TryGetValue(id, out var order) || order.Intent.Strategy != strategy ? (null, new Denial(DenialCode.InvalidOrder, $"{strategy} has no order {id}."))
        : order.Status.IsTerminal() || order.CancelRequested ? (null, null)
        : (new CancelRequested(id, $"asked by {strategy}"), null);

    private static Holding? HoldingOf(Book book, StrategyName strategy, StrategyAction action) => action switch
    {
        SetTargetAction x => new Holding(strategy, x.ConId),
        PlaceAction x => new Holding(strategy, x.ConId),
        ModifyAction x when book.Orders.TryGetValue(x.Id, out var order) => new Holding(strategy, order.Intent.ConId),
        CancelAction x when book.Orders.TryGetValue(x.Id, out var order) => new Holding(strategy, order.Intent.ConId),
        _ => null,
    };
}
