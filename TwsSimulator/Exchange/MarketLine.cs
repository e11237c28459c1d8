using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>One subscription to quotes of one client.</summary>
internal sealed class MarketLine(ClientConnection connection, int reqId, Market market)
{
    private const int BidSizeType = 0;
    private const int BidType = 1;
    private const int AskType = 2;
    private const int AskSizeType = 3;
    private const int LastType = 4;
    private const int LastSizeType = 5;

    private TopOfBook? _sent;
    private int _turn;

    public ClientConnection Connection { get; } = connection;

    public int ReqId { get; } = reqId;

    public Market Market { get; } = market;

    public TickTrace Trace { get; } = new();

    /// <summary>Real time of the next update.</summary>
    public TimeSpan NextDue { get; set; }

    /// <summary>Messages sent so far.</summary>
    public long TicksSent { get; private set; }

    /// <summary>Sends what changed since the last update, all of it the first time; a line without change repeats its bid, so that it is never silent.</summary>
    public void Send(in TopOfBook top)
    {
        var before = _sent;
        _sent = top;
        if (before is null || before.Value.Bid != top.Bid || before == top)
        {
            Price(BidType, top.Bid.Value, top.BidSize.Value);
        }

        if (before is null || before.Value.Ask != top.Ask)
        {
            Price(AskType, top.Ask.Value, top.AskSize.Value);
        }

        if (before is null || before.Value.Last != top.Last)
        {
            Price(LastType, top.Last.Value, top.LastSize.Value);
        }

        Sizes(before, top);
    }

    /// <summary>Sends exactly one tick: bid and ask by turns, now and then the last price.</summary>
    public void SendOne(in TopOfBook top)
    {
        _sent = top;
        switch (_turn++ % 4)
        {
            case 0 or 2:
                Price(BidType, top.Bid.Value, top.BidSize.Value);
                break;
            case 1:
                Price(AskType, top.Ask.Value, top.AskSize.Value);
                break;
            default:
                Price(LastType, top.Last.Value, top.LastSize.Value);
                break;
        }
    }

    private void Sizes(TopOfBook? before, in TopOfBook top)
    {
        if (before?.BidSize != top.BidSize)
        {
            Size(BidSizeType, top.BidSize.Value);
        }

        if (before?.AskSize != top.AskSize)
        {
            Size(AskSizeType, top.AskSize.Value);
        }

        if (before?.LastSize != top.LastSize)
        {
            Size(LastSizeType, top.LastSize.Value);
        }
    }

    private void Price(int type, decimal price, decimal size)
    {
        Connection.Send(new TickPriceMessage { ReqId = ReqId, TickType = type, Price = price, Size = size, CanAutoExecute = type != LastType });
        Trace.Record(price);
        TicksSent++;
    }

    private void Size(int type, decimal size)
    {
        Connection.Send(new TickSizeMessage { ReqId = ReqId, TickType = type, Size = size });
        TicksSent++;
    }
}
