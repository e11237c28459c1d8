using System.Text.Json.Serialization;
using OrleansTrader.TwsSimulator.Exchange;

namespace OrleansTrader.TwsSimulator.Journal;

/// <summary>One durable fact of the exchange; the state is the fold of all of them.</summary>
/// <param name="At">Market time.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(Opened), "opened")]
[JsonDerivedType(typeof(OrderStored), "order")]
[JsonDerivedType(typeof(Executed), "execution")]
[JsonDerivedType(typeof(OrderIdUsed), "id")]
[JsonDerivedType(typeof(PriceMoved), "price")]
[JsonDerivedType(typeof(ClockSkipped), "clock")]
[JsonDerivedType(typeof(Revised), "revised")]
[JsonDerivedType(typeof(OrderIdsRolledBack), "rolledBack")]
internal abstract record JournalRecord(DateTimeOffset At)
{
    /// <summary>The exchange was created, or an account was added to it.</summary>
    /// <param name="Run">Makes permIds and execIds differ from those of an earlier exchange with the same seed.</param>
    public sealed record Opened(DateTimeOffset At, ulong Seed, long Run, IReadOnlyList<OpenedAccount> Accounts) : JournalRecord(At);

    /// <summary>An order is new or changed; replaces what was stored under its permId.</summary>
    public sealed record OrderStored(DateTimeOffset At, SimulatedOrder Order) : JournalRecord(At);

    /// <summary>A trade happened; cash and position follow from it.</summary>
    public sealed record Executed(DateTimeOffset At, SimulatedExecution Execution) : JournalRecord(At);

    /// <summary>A client id used an order id that left no order (a refusal).</summary>
    public sealed record OrderIdUsed(DateTimeOffset At, int ClientId, int OrderId) : JournalRecord(At);

    /// <summary>Market time was set forward to <paramref name="At"/>: after a restart it does not go back.</summary>
    public sealed record ClockSkipped(DateTimeOffset At) : JournalRecord(At);

    /// <summary>A trade was corrected, busted (quantity 0) or got another commission; replaces the execution of the same root.</summary>
    public sealed record Revised(DateTimeOffset At, SimulatedExecution Execution) : JournalRecord(At);

    /// <summary>A client's next order id fell; orders from there on keep their permId and lose their claim to the number.</summary>
    public sealed record OrderIdsRolledBack(DateTimeOffset At, int ClientId, int Next) : JournalRecord(At);

    /// <summary>From now on the log price of a contract is higher by <paramref name="Log"/>.</summary>
    public sealed record PriceMoved(DateTimeOffset At, int ConId, double Log) : JournalRecord(At);
}

internal sealed record OpenedAccount(string Account, decimal Cash);
