using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;

namespace OrleansTrader.Storage.Books;

/// <summary>The fold of an account's whole journal into order states, entry by entry.</summary>
public interface IOrderReplay
{
    /// <summary>Every order after the entries so far.</summary>
    IEnumerable<Order> Orders { get; }

    void Apply(JournalEntry entry);
}
