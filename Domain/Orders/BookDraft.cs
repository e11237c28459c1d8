using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;

namespace OrleansTrader.Domain.Orders;

/// <summary>A book with events being decided on top of it, so that the next decision of the same call sees the ones before.</summary>
public sealed class BookDraft(Book book, DateTimeOffset now)
{
    private readonly ImmutableArray<BookEvent>.Builder _events = ImmutableArray.CreateBuilder<BookEvent>();

    public Book Book { get; private set; } = book;

    public ImmutableArray<BookEvent> Events => _events.ToImmutable();

    public void Add(BookEvent e)
    {
        Book = Book.Apply(new JournalEntry(Book.Seq + 1, now, e));
        _events.Add(e);
    }

    public void AddRange(IEnumerable<BookEvent> events)
    {
        foreach (var e in events.ToImmutableArray())
        {
            Add(e);
        }
    }
}
