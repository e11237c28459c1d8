using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.Books;
using OrleansTrader.Storage.Journal;

namespace OrleansTrader.Tests.Storage;

/// <summary>Appends to one account's journal and reads its tables; keeps the sequence.</summary>
internal sealed class BookWriter : IAsyncDisposable
{
    private readonly PostgresOrderJournal _journal;
    private readonly PostgresBookStore _books;
    private readonly EngineToken _token;
    private long _seq;

    private BookWriter(string database, PostgresOrderJournal journal, AccountId account, EngineToken token)
    {
        _journal = journal;
        _books = new PostgresBookStore(database);
        Account = account;
        _token = token;
    }

    public AccountId Account { get; }

    public static async Task<BookWriter> OpenAsync(string database, string account)
    {
        var journal = new PostgresOrderJournal(database);
        return new BookWriter(database, journal, AccountId.Of(account), await journal.OpenAsync(AccountId.Of(account), 1, CancellationToken.None));
    }

    /// <summary>One batch.</summary>
    public Task AppendAsync(params BookEvent[] events) => AppendAsync([], events);

    public async Task AppendAsync(ImmutableArray<Order> orders, params BookEvent[] events)
    {
        var entries = events.Select(e => new JournalEntry(++_seq, Samples.Noon.AddSeconds(_seq), e)).ToImmutableArray();
        await _journal.AppendAsync(new JournalBatch(Account, _token, entries, orders), CancellationToken.None);
    }

    public Task RebuildAsync() => _books.RebuildAsync(Account, CancellationToken.None);

    public Task<TableBooks> ReadAsync() => _books.ReadBooksAsync(Account, CancellationToken.None);

    public async Task<FoldNumbers> NumbersAsync()
    {
        var position = (await ReadAsync()).Positions.Single();
        return new FoldNumbers(position.Quantity.Value, position.OpenCost, position.RealizedPnl, position.Commission, position.Cash);
    }

    public async ValueTask DisposeAsync()
    {
        await _books.DisposeAsync();
        await _journal.DisposeAsync();
    }
}
