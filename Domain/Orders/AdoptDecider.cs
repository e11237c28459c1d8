using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>What a person makes of a broker whose past the journal does not know (design R7): assign, accept or leave it, contract by contract.</summary>
internal static class AdoptDecider
{
    public static CommandDecision Decide(Book book, BrokerView view, Adopt command, TradingEnvironment environment) => command switch
    {
        _ when !view.Synchronized => CommandDecision.Refused(DenialCode.NotReady, "The broker's lists have not been read to their ends."),
        { Strategy: { } name } when name != StrategyName.Unknown && !book.Strategies.ContainsKey(name) => CommandDecider.NotRegistered(name),
        { ConId: { } conId } => One(book, view, command, conId, environment),
        { Strategy: not null } => CommandDecision.Refused(DenialCode.InvalidOrder, "A strategy takes over one contract at a time: name it."),
        { Leave: true } => CommandDecision.Done("Opened; contracts that differ stay closed until they are adopted.", new AccountAdopted(command.By)),
        _ => All(book, view, command, environment),
    };

    private static CommandDecision One(Book book, BrokerView view, Adopt command, ConId conId, TradingEnvironment environment)
    {
        var draft = new BookDraft(book, environment.Now);
        var (ours, theirs) = (book.NetOf(conId), view.NetOf(conId));
        var owner = command.Strategy ?? StrategyName.Unknown;
        if (ours != theirs)
        {
            if (Adjustments.Adopt(book, view, conId, environment.Instruments, owner, environment.Now) is not { } adopted)
            {
                return CommandDecision.Refused(DenialCode.UnknownInstrument, $"Contract {conId} is not resolved yet: try again.");
            }

            draft.Add(adopted);
        }

        if (draft.Book.UnacceptedAdjustments.Contains(conId))
        {
            draft.Add(new AdjustmentAccepted(conId, command.By));
        }

        if (book.AdoptingCause is not null && Open(draft.Book, view).IsEmpty)
        {
            draft.Add(new AccountAdopted(command.By)); // It was the last one.
        }

        return CommandDecision.Done(
            ours == theirs ? $"Contract {conId} agrees at {ours}; its adjustments are accepted." : $"Contract {conId}: {theirs - ours} were taken over by {owner}.", draft.Events);
    }

    private static CommandDecision All(Book book, BrokerView view, Adopt command, TradingEnvironment environment)
    {
        var draft = new BookDraft(book, environment.Now);
        draft.AddRange(Proof.Accept(book, view, environment.Instruments, environment.Now));
        if (Open(draft.Book, view) is { IsEmpty: false } open)
        {
            return CommandDecision.Refused(DenialCode.UnknownInstrument, $"The contracts {string.Join(", ", open)} are not resolved yet: try again.");
        }

        draft.Add(new AccountAdopted(command.By));
        return CommandDecision.Done($"Adopted; {draft.Events.Length - 1} contracts were taken over as unknown.", draft.Events);
    }

    private static ImmutableArray<ConId> Open(Book book, BrokerView view) => [.. book.Net.Keys.Union(view.Net.Keys).Where(conId => book.NetOf(conId) != view.NetOf(conId))];
}
