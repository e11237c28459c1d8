using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Reconciliation;

namespace OrleansTrader.Domain.Orders;

/// <summary>What one report of the broker means for us.</summary>
/// <param name="Ask">Why the broker's lists must be asked for; null when they need not.</param>
/// <param name="Unmatched">It names an order id we do not know yet: it may be ahead of our own record of the write.</param>
public sealed record BrokerDecision(BrokerView View, ImmutableArray<BookEvent> Events, string? Ask = null, bool Unmatched = false)
{
    public static BrokerDecision None(BrokerView view) => new(view, []);
}

/// <summary>What decisions need besides the books.</summary>
/// <param name="Installation">Four characters of a-z, 2-7 that tell our orders from those of another installation.</param>
/// <param name="ClientId">IB's client id of our session.</param>
public readonly record struct DecisionContext(string Installation, int ClientId, DateTimeOffset Now);
