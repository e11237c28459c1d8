using System.Collections.Immutable;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Journal;

/// <summary>One event at its place in an account's journal; sequences are dense from 1.</summary>
public sealed record JournalEntry(long Seq, DateTimeOffset At, BookEvent Event);

/// <summary>What one commit writes: the events, and the state after them of every order they touched (the tables' rows).</summary>
public sealed record JournalBatch(AccountId Account, EngineToken Token, ImmutableArray<JournalEntry> Entries, ImmutableArray<Order> Orders);
