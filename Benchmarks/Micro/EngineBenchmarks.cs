using BenchmarkDotNet.Attributes;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Benchmarks.Micro;

/// <summary>The pure part of the order path: applying an event to a book that already holds many orders.</summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private static readonly StrategyName Strategy = StrategyName.Of("bench");
    private static readonly ConId Contract = ConId.Of(265598);

    private Book _book = Book.Empty(AccountId.Of("DUBENCH1"));
    private JournalEntry _intended = null!;
    private JournalEntry _booked = null!;

    [Params(0, 10_000)]
    public int PastOrders { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < PastOrders; i++)
        {
            _book = _book.Apply(Intended(i));
            _book = _book.Apply(new JournalEntry(_book.Seq + 1, DateTimeOffset.UnixEpoch, new ExecutionBooked(Fill(i))));
        }

        _intended = Intended(PastOrders);
        _booked = new JournalEntry(_book.Seq + 1, DateTimeOffset.UnixEpoch, new ExecutionBooked(Fill(PastOrders)));
    }

    [Benchmark]
    public Book ApplyIntent() => _book.Apply(_intended);

    [Benchmark]
    public Book ApplyExecution() => _book.Apply(_booked);

    private static ClientOrderId Id(int number) => ClientOrderId.From("bench/" + number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static Fill Fill(int number) => new(
        ExecId.Of($"0000e0d5.{number:x8}.01.01"), Strategy, Contract, "AAPL", number % 2 == 0 ? Side.Buy : Side.Sell, Quantity.Of(100), Price.Of(187.25m), 1, Currency.Usd,
        DateTimeOffset.UnixEpoch.AddSeconds(number), Id(number), null, FillSource.Execution);

    private JournalEntry Intended(int number)
    {
        var intent = new OrderIntent(
            Id(number), Strategy, Contract, number % 2 == 0 ? Side.Buy : Side.Sell, Quantity.Of(100), new OrderTerms.Market(), TimeInForce.Day, false, OrderPurpose.Strategy, null);
        return new JournalEntry(_book.Seq + 1, DateTimeOffset.UnixEpoch, new OrderIntended(intent, OrderRef.Of("bnch", Strategy, intent.Id)));
    }
}
