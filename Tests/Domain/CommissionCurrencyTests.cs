using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>A commission in another currency than the position's (forex) is booked in its own and never added to amounts of the other (design R12).</summary>
public sealed class CommissionCurrencyTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private static readonly Currency Euro = Currency.Of("EUR");
    private static readonly Holding Cash = new(Alpha, DomainEngine.Aapl);
    private readonly DomainEngine _engine = DomainEngine.Trading(Alpha);

    [Fact]
    public void It_is_kept_apart_through_changes_corrections_and_assignments_and_replays_equal()
    {
        Book("e1.01", 100, 1.08m);
        Charge("e1.01", 2, Euro);
        Book("e2.01", 100, 1.09m);
        Charge("e2.01", 1.5m, Currency.Usd);
        Assert.Equal((1.5m, 2m), (Books().Commission, Books().OtherCommissions[Euro]));

        Charge("e1.01", 3, Euro);
        Assert.Equal((1.5m, 3m), (Books().Commission, Books().OtherCommissions[Euro]));
        Charge("e1.01", 4, Currency.Usd);
        Assert.Equal((5.5m, 0), (Books().Commission, Books().OtherCommissions.Count));
        Charge("e1.01", 2, Euro);
        Book("e1.02", 90, 1.08m);
        Assert.Equal((1.5m, 0), (Books().Commission, Books().OtherCommissions.Count));
        Charge("e1.02", 2, Euro);
        _engine.Record(new ExecutionAssigned("e1", Alpha, StrategyName.Unknown, "test"));

        Assert.Empty(Books().OtherCommissions);
        Assert.Equal(2m, _engine.Book.Holdings[new Holding(StrategyName.Unknown, DomainEngine.Aapl)].OtherCommissions[Euro]);
        Assert.Equal(BookHash.Of(_engine.Book), BookHash.Of(_engine.Replay()));
        Assert.Equal(-(100 * 1.09m) - 1.5m, Books().ToPosition(Cash, 0).Cash);
    }

    [Fact]
    public void A_result_counts_it_at_the_brokers_rate()
    {
        _engine.View = _engine.View with { AccountValues = _engine.View.AccountValues.Add("NetLiquidation USD", "1000").Add("ExchangeRate EUR", "1.10") };
        _engine.Market = Price.Of(1.08m);
        Book("e1.01", 100, 1.08m);
        Charge("e1.01", 2, Euro);

        Assert.Equal(-2.2m, Valuation.EquityOf(_engine.Book, _engine.View, Alpha, _engine.Environment));
    }

    private HoldingBooks Books() => _engine.Book.Holdings[Cash];

    private void Book(string execId, decimal quantity, decimal price) => _engine.Record(new ExecutionBooked(new Fill(
        ExecId.Of(execId), Alpha, DomainEngine.Aapl, "EUR.USD", Side.Buy, Quantity.Of(quantity), Price.Of(price), 1, Currency.Usd, _engine.Now, null, null, FillSource.Execution)));

    private void Charge(string execId, decimal amount, Currency currency) => _engine.Record(new CommissionReported(ExecId.Of(execId), new Money(amount, currency)));
}
