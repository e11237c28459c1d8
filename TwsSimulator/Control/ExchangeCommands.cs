using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Exchange;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Journal;
using OrleansTrader.TwsSimulator.Scenarios;

namespace OrleansTrader.TwsSimulator.Control;

/// <summary>What people and scenarios can do to the exchange. Exchange thread only.</summary>
internal sealed class ExchangeCommands(ExchangeFloor floor, ExchangeLoop loop)
{
    private const double MaxPrice = 1_000_000;

    /// <exception cref="FaultException">One of them makes no sense.</exception>
    /// <exception cref="ArgumentException">A price, an order or a time makes no sense.</exception>
    public void Do(ScenarioStep step)
    {
        if (step.Clock is { } clock)
        {
            SkipTo(floor.MarketClock.Next(ClockChange.TimeOfDay(clock)!.Value));
        }

        if (step.Clear)
        {
            ClearFaults();
        }

        AddFaults(step.Faults ?? []);
        foreach (var price in step.Prices ?? [])
        {
            ChangePrice(price);
        }

        foreach (var order in step.Orders ?? [])
        {
            PlaceManualOrder(order);
        }
    }

    /// <exception cref="FaultException">One of them makes no sense; none is added.</exception>
    public void AddFaults(IReadOnlyList<FaultRequest> requests)
    {
        foreach (var fault in requests.Select(request => Fault.From(request, floor.Clock.GetUtcNow())).ToArray())
        {
            loop.Strikes.Begin(fault);
        }
    }

    public void ClearFaults() => loop.Strikes.Mend();

    public IReadOnlyList<FaultRequest> Faults() => [.. floor.Faults.Active.Select(static f => f.Request with { Count = f.UsesLeft })];

    /// <exception cref="ArgumentException">The contract is not listed, or the change is not exactly one of price and percent.</exception>
    public PriceView ChangePrice(PriceChange change)
    {
        var market = floor.Market(Moving(change.ConId));
        var now = floor.Now;
        var log = change switch
        {
            { Price: { } price, Percent: null } when price > 0 => Math.Log((double)price / market.MidAt(now)),
            { Price: null, Percent: { } percent } when percent > -100 => Math.Log(1 + (double)percent / 100),
            _ => throw new ArgumentException("Give a price above zero or a percentage above -100, not both."),
        };
        if (market.MidAt(now) * Math.Exp(log) is < 0.01 or > MaxPrice)
        {
            throw new ArgumentException($"The price would leave 0.01 to {MaxPrice}.");
        }

        floor.Record(new JournalRecord.PriceMoved(now, change.ConId, log));
        floor.ReadShifts(change.ConId);
        return View(market, floor.IsOpen ? loop.Books.Quote(market) : market.PriceNow(now));
    }

    public IReadOnlyList<PriceView> Prices() => [.. floor.Markets.Values.Select(m => View(m, m.PriceNow(floor.Now)))];

    /// <exception cref="ArgumentException">It was refused; the message holds the code and the text.</exception>
    public LedgerOrder PlaceManualOrder(ManualOrder order)
    {
        var ticket = new OrderTicket(0, new TwsContract { ConId = order.ConId }, new TwsOrder
        {
            Action = order.Side,
            TotalQuantity = order.Quantity,
            OrderType = order.OrderType,
            LmtPrice = order.OrderType == "LMT" ? order.Price : null,
            AuxPrice = order.OrderType == "STP" ? order.Price : null,
            Tif = order.TimeInForce,
            Account = order.Account,
            OrderRef = order.OrderRef,
        });
        var (placed, refusal) = loop.Orders.PlaceByHand(ticket);
        return placed is not null ? Ledger.OrderOf(floor, placed) : throw new ArgumentException($"{refusal!.Code}: {refusal.Text}");
    }

    /// <exception cref="ArgumentException">It is not exactly one change, or not one that this clock can make.</exception>
    public ClockView ChangeClock(ClockChange change)
    {
        switch (change)
        {
            case { Step: { } seconds, Time: null, At: null }:
                Step(seconds);
                break;
            case { Step: null, Time: { } time, At: null }:
                SkipTo(floor.MarketClock.Next(ClockChange.TimeOfDay(time) ?? throw new ArgumentException($"'{time}' is no time of day such as 23:59:58.")));
                break;
            case { Step: null, Time: null, At: { } at }:
                SkipTo(at > floor.Now ? at : throw new ArgumentException("Market time goes forward only."));
                break;
            default:
                throw new ArgumentException("Give exactly one of step, time and at.");
        }

        return Clock();
    }

    public ClockView Clock() => new(floor.Now, floor.Outbox.Now.TotalSeconds, floor.Clock is SteppedClock);

    private void Step(double seconds)
    {
        if (floor.Clock is not SteppedClock clock)
        {
            throw new ArgumentException("The clock runs by itself: only a simulator started with --stepped is stepped.");
        }

        loop.Advance(clock, TimeSpan.FromSeconds(seconds is > 0 and <= 86_400 ? seconds : throw new ArgumentException("A step is more than 0 seconds, at most a day.")));
    }

    private void SkipTo(DateTimeOffset at)
    {
        floor.MarketClock.SkipTo(at);
        floor.Record(new JournalRecord.ClockSkipped(floor.Now));
        loop.ClockSkipped();
    }

    /// <summary>The listing with that id, which has a price of its own.</summary>
    private Listing Moving(int conId)
    {
        var listing = conId > 0 ? floor.Listed.Find(conId) : null;
        return listing switch
        {
            null => throw new ArgumentException($"Contract {conId} is not listed."),
            { Derivation.Underlying: var underlying } => throw new ArgumentException($"Contract {conId} follows contract {underlying.ConId}: move that."),
            _ => listing,
        };
    }

    private static PriceView View(Market market, TopOfBook top) => new(
        market.Listing.ConId.Value, market.Listing.Instrument.Symbol, top.Bid.Value, top.BidSize.Value, top.Ask.Value, top.AskSize.Value, top.Last.Value);
}
