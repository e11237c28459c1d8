using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>The broker's lists of executions end at its midnight: what was filled before it and is not reported any more must still be booked once (design P2).</summary>
public sealed class MidnightTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private static readonly ConId Aapl = DomainEngine.Aapl;

    private readonly ModelGateway _gateway = new();
    private readonly DomainEngine _engine = DomainEngine.Trading(Alpha);
    private long _synchronization = 100;

    [Fact]
    public void A_fill_before_midnight_that_nobody_heard_of_is_one_adjustment_of_its_order_and_gives_way_to_its_execution()
    {
        Settle(1);
        var execution = FillUnheard(Send(100));
        Midnight();

        var adjustment = Assert.Single(_engine.Book.Fills.Values);
        Assert.Equal((FillSource.Adjustment, Alpha, 100m), (adjustment.Source, adjustment.Strategy, adjustment.Signed.Value));
        Settle(3);
        Assert.Single(_engine.Book.Fills);

        _engine.Take(execution);

        Assert.Equal(100, _engine.Book.NetOf(Aapl).Value);
        Assert.Equal(100, _engine.Book.PositionOf(new Holding(Alpha, Aapl)).Value);
        var standing = _engine.Book.Fills.Values.Where(static fill => fill.Source == FillSource.Execution);
        Assert.Equal((execution.ExecId, 100m), Assert.Single(standing.Select(static fill => (fill.ExecId, fill.Signed.Value))));
        Settle(3);
        Assert.Equal(100, _engine.Book.NetOf(Aapl).Value);
    }

    [Fact]
    public void Fills_on_both_sides_of_midnight_are_booked_once_each_although_the_lists_show_only_one()
    {
        Settle(1);
        var working = Send(100);
        _gateway.Now = _engine.Now;
        var before = _gateway.Fill(working, 60, 10);
        _engine.Take(_gateway.Drain());
        Midnight();
        _gateway.Now = _engine.Now;
        var after = _gateway.Fill(working, 40, 11);
        _engine.Take(_gateway.Drain());
        Settle(3);

        Assert.Equal([(before.ExecId, 60m), (after.ExecId, 40m)], _engine.Book.Fills.Values.OrderBy(static fill => fill.At).Select(static fill => (fill.ExecId, fill.Signed.Value)));
        Assert.Equal(100, _engine.Book.NetOf(Aapl).Value);
    }

    [Fact]
    public void A_partly_heard_order_gets_only_what_is_missing()
    {
        Settle(1);
        var working = Send(100);
        _gateway.Now = _engine.Now;
        _gateway.Fill(working, 30, 10);
        _engine.Take(_gateway.Drain());
        FillUnheard(working);
        Midnight();

        Assert.Equal(70, Assert.Single(_engine.Book.Fills.Values, static fill => fill.Source == FillSource.Adjustment).Signed.Value);
        Assert.Equal(100, _engine.Book.PositionOf(new Holding(Alpha, Aapl)).Value);
    }

    private ModelOrder Send(decimal target)
    {
        _engine.Record(new TargetSet(Alpha, Aapl, PositionQuantity.Of(target), ExecutionPolicy.Market));
        var order = _engine.Plan(new Holding(Alpha, Aapl)).Order!;
        var written = _gateway.Place(order.Intent, order.Ref.ToString());
        _engine.Record(new OrderWritten(order.Intent.Id, written.OrderId, ModelGateway.ClientId, 1));
        _gateway.Acknowledge(written);
        _engine.Take(_gateway.Drain());
        return written;
    }

    /// <summary>The rest of the order, filled while the connection was lost.</summary>
    private ExecutionReport FillUnheard(ModelOrder order)
    {
        _gateway.Now = _engine.Now;
        var execution = _gateway.Fill(order, order.Leaves, 10);
        _gateway.Drain();
        return execution;
    }

    /// <summary>A new session on the broker's next day: its lists have begun anew, its positions have not.</summary>
    private void Midnight()
    {
        _engine.Now += TimeSpan.FromDays(1);
        _gateway.Executions.Clear();
        _gateway.Orders.RemoveAll(static order => !order.IsLive);
        _gateway.Session = 2;
        _engine.OpenedAt = _engine.Now;
        _engine.Take(new SessionReport(SessionState.Ready, 2, "test"));
        Settle(3);
    }

    private void Settle(int times)
    {
        for (; times > 0; times--)
        {
            _engine.Tick();
            _engine.Now += TimeSpan.FromSeconds(6);
            _engine.Take(_gateway.Lists(++_synchronization));
            _engine.Tick();
            _engine.Now += TimeSpan.FromSeconds(6);
            _engine.Tick();
        }
    }
}
