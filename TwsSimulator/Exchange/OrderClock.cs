using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>What time does to orders: sessions begin and end with their auctions, good-till dates pass, good-after times come, contracts expire.</summary>
internal sealed class OrderClock(ExchangeFloor floor, OrderBooks books)
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(100);

    private bool _started;
    private DateTimeOffset? _session;
    private bool _wasOpen;
    private DateTimeOffset _looked;

    public void Step()
    {
        var (session, isOpen) = (SessionNow(), floor.IsOpen);
        if (_started && session != _session)
        {
            Turn(session);
        }

        if (_wasOpen && !isOpen)
        {
            Close();
        }

        (_started, _session, _wasOpen) = (true, session, isOpen);
        if (floor.Now - _looked >= LookPeriod)
        {
            _looked = floor.Now;
            Timed(floor.Now);
        }
    }

    /// <summary>The opening of the regular session that goes on; null while there is none. Around the clock it is midnight of the server's zone.</summary>
    private DateTimeOffset? SessionNow() => floor.Options.Hours.Open is null
        ? ServerTime.StartOfDay(floor.Now)
        : floor.Options.Hours.SessionAt(floor.Now)?.Open;

    private void Turn(DateTimeOffset? session)
    {
        if (_session is not null)
        {
            Auction(BookLife.Closing);
            EndOrdersOfDay(order => order.Words.OutsideRth is null || floor.Options.ExtendedHours is null);
        }

        if (session is not null)
        {
            Auction(BookLife.Opening);
        }
    }

    private void Auction(BookLife life)
    {
        foreach (var market in floor.Markets.Values.Where(static market => market.Book.Count > 0).ToArray())
        {
            books.Auction(market, life);
        }
    }

    private void EndOrdersOfDay(Func<SimulatedOrder, bool> which)
    {
        foreach (var order in floor.State.OpenOrders.Where(order => order.Words.Tif == "DAY" && which(order)).ToArray())
        {
            if (floor.State.Order(order.PermId) is { IsOpen: true } open)
            {
                books.End(open, "The session is over");
            }
        }
    }

    /// <summary>The extended hours are over too.</summary>
    private void Close()
    {
        EndOrdersOfDay(static _ => true);
        foreach (var market in floor.Markets.Values)
        {
            market.Book.Close();
        }
    }

    private void Timed(DateTimeOffset now)
    {
        foreach (var permId in floor.State.TimedOrders.ToArray())
        {
            if (floor.State.Order(permId) is not { IsOpen: true } order)
            {
                continue;
            }

            if (order.GoodTill <= now)
            {
                books.End(order, "The good-till date has passed");
            }
            else if (floor.Listing(order.ConId).IsExpired(now))
            {
                books.End(order, "The contract has expired");
            }
            else if (order.GoodAfter <= now)
            {
                books.Wake(order with { GoodAfter = null });
            }
            else if (OrderAlgos.TakesTime(order.Words))
            {
                books.Work(order, termsChanged: false);
            }
        }
    }
}
