using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>One subscription to quotes of one client.</summary>
/// <param name="dataType">1 live, 2 frozen, 3 delayed, 4 delayed and frozen.</param>
/// <param name="generics">Generic tick ids that were asked for.</param>
internal sealed class MarketLine(ClientConnection connection, int reqId, Market market, int dataType, IReadOnlySet<int> generics)
{
    private readonly TickIds _ids = TickIds.Of(dataType);
    private readonly bool _hasQuotes = market.Listing.IsTradable;
    private readonly bool _hasTrades = market.Listing.Instrument.Type is not (SecurityType.Forex or SecurityType.Combo);

    private TopOfBook? _sent;
    private int _turn;

    public ClientConnection Connection { get; } = connection;

    public int ReqId { get; } = reqId;

    public Market Market { get; } = market;

    public IReadOnlySet<int> Generics { get; } = generics;

    public bool IsDelayed => dataType > 2;

    public TickTrace Trace { get; } = new();

    /// <summary>Real time of the next update.</summary>
    public TimeSpan NextDue { get; set; }

    /// <summary>Messages sent so far.</summary>
    public long TicksSent { get; private set; }

    /// <summary>Sends what changed since the last update, all of it the first time; a line without change repeats its bid, so that it is never silent.</summary>
    public void Send(in TopOfBook top, DateTimeOffset now)
    {
        var before = _sent;
        _sent = top;
        if (_hasQuotes && (before is null || before.Value.Bid != top.Bid || before == top))
        {
            Price(_ids.Bid, top.Bid.Value, top.BidSize.Value, true);
        }

        if (_hasQuotes && (before is null || before.Value.Ask != top.Ask))
        {
            Price(_ids.Ask, top.Ask.Value, top.AskSize.Value, true);
        }

        if (_hasTrades && (before is null || before.Value.Last != top.Last || (!_hasQuotes && before == top)))
        {
            Price(_ids.Last, top.Last.Value, top.LastSize.Value, false);
            Text(_ids.LastTimestamp, now.ToUnixTimeSeconds());
        }

        Sizes(before, top);
        if (before != top && Market.Listing.Derivation is Derivation.Option option)
        {
            OptionTicks.Send(this, _ids, option, top, now);
        }
    }

    /// <summary>Sends exactly one tick: bid and ask by turns, now and then the last price.</summary>
    public void SendOne(in TopOfBook top)
    {
        _sent = top;
        var turn = _hasQuotes ? _turn++ % 4 : 3;
        if (turn == 3 && _hasTrades)
        {
            Price(_ids.Last, top.Last.Value, top.LastSize.Value, false);
        }
        else if (turn == 1)
        {
            Price(_ids.Ask, top.Ask.Value, top.AskSize.Value, true);
        }
        else
        {
            Price(_ids.Bid, top.Bid.Value, top.BidSize.Value, true);
        }
    }

    /// <summary>High, low, open, the close before and the volume of the day.</summary>
    public void SendDay(MarketDay day)
    {
        if (_hasTrades)
        {
            Statistic(_ids.High, day.High);
            Statistic(_ids.Low, day.Low);
            Statistic(_ids.Open, day.Open);
            SendVolume(day);
        }

        Statistic(_ids.Close, day.Close);
        if (_hasQuotes)
        {
            Generic(_ids.Halted, 0);
        }
    }

    public void SendVolume(MarketDay day)
    {
        if (day.Volume > 0)
        {
            Size(_ids.Volume, day.Volume);
        }
    }

    public void Statistic(int type, decimal price)
    {
        Connection.Send(new TickPriceMessage { ReqId = ReqId, TickType = type, Price = price, Size = 0 });
        TicksSent++;
    }

    public void Generic(int type, double value)
    {
        Connection.Send(new TickGenericMessage { ReqId = ReqId, TickType = type, Value = value });
        TicksSent++;
    }

    public void Text(int type, string text)
    {
        Connection.Send(new TickStringMessage { ReqId = ReqId, TickType = type, Value = text });
        TicksSent++;
    }

    public void Size(int type, decimal size)
    {
        Connection.Send(new TickSizeMessage { ReqId = ReqId, TickType = type, Size = size });
        TicksSent++;
    }

    public void Computation(TickOptionComputationMessage message)
    {
        Connection.Send(message with { ReqId = ReqId });
        TicksSent++;
    }

    private void Text(int type, long number) => Text(type, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private void Sizes(TopOfBook? before, in TopOfBook top)
    {
        if (_hasQuotes && before?.BidSize != top.BidSize)
        {
            Size(_ids.BidSize, top.BidSize.Value);
        }

        if (_hasQuotes && before?.AskSize != top.AskSize)
        {
            Size(_ids.AskSize, top.AskSize.Value);
        }

        if (_hasTrades && _hasQuotes && before?.LastSize != top.LastSize)
        {
            Size(_ids.LastSize, top.LastSize.Value);
        }
    }

    private void Price(int type, decimal price, decimal size, bool canAutoExecute)
    {
        Connection.Send(new TickPriceMessage { ReqId = ReqId, TickType = type, Price = price, Size = size, CanAutoExecute = canAutoExecute });
        Trace.Record(price);
        TicksSent++;
    }
}
