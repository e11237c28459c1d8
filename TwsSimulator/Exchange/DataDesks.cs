using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The desks that serve data of the present and of the past.</summary>
internal sealed record DataDesks(
    ContractDesk Contracts, MarketDataDesk Quotes, StreamDesk Streams, DepthDesk Depth, HistoryDesk History, TickHistory Past, OptionDesk Options)
{
    public const string NoLineLeft = "Max number of tickers has been reached";

    /// <param name="onExchange">Runs work of another thread on the exchange's.</param>
    public static DataDesks Open(ExchangeFloor floor, ContractDesk contracts, OrderBooks books, Action<Action> onExchange)
    {
        var past = new TickHistory(floor, contracts);
        DataDesks? desks = null;
        int LinesInUse() => desks!.Quotes.LineCount + desks.Streams.BarCount + desks.History.KeptCount;
        var streams = new StreamDesk(floor, contracts, past, LinesInUse);
        var depth = new DepthDesk(floor, contracts);
        var quotes = new MarketDataDesk(floor, contracts, books, new OrderClock(floor, books), streams, depth, LinesInUse);
        return desks = new DataDesks(
            contracts, quotes, streams, depth, new HistoryDesk(floor, contracts, onExchange, LinesInUse), past, new OptionDesk(floor, contracts));
    }

    public void Step()
    {
        Quotes.Step();
        History.Step();
    }

    public void Forget(ClientConnection connection)
    {
        Quotes.Forget(connection);
        Streams.Forget(connection);
        Depth.Forget(connection);
        History.Forget(connection);
    }

    /// <summary>The live subscriptions of some clients end; each is told.</summary>
    public void End(Func<ClientConnection, bool> whose, Action<ClientConnection, int> tell)
    {
        Quotes.End(whose, tell);
        Streams.End(whose, tell);
        Depth.End(whose, tell);
    }

    /// <summary>All data subscriptions of all clients end, as after error 1101.</summary>
    public void LoseSubscriptions()
    {
        Quotes.LoseSubscriptions();
        Streams.LoseSubscriptions();
        Depth.LoseSubscriptions();
        History.LoseSubscriptions();
    }
}
