using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The numbers of one session of one listing so far.</summary>
internal sealed class MarketDay
{
    private MarketDay(DateTimeOffset openedAt, decimal close, decimal open, decimal high, decimal low, decimal volume, decimal vwap) =>
        (OpenedAt, Close, Open, High, Low, Volume, Vwap) = (openedAt, close, open, high, low, volume, vwap);

    public DateTimeOffset OpenedAt { get; }

    /// <summary>The last price before the session.</summary>
    public decimal Close { get; }

    public decimal Open { get; }

    public decimal High { get; private set; }

    public decimal Low { get; private set; }

    public decimal Volume { get; private set; }

    public decimal Vwap { get; private set; }

    public long Trades { get; private set; }

    public static MarketDay Of(IPriceSource prices, Listing listing, DateTimeOffset open, DateTimeOffset now)
    {
        var step = BarSize.FiveSeconds.Value;
        var from = open.AddTicks(-(open.UtcTicks % step.Ticks));
        var steps = Math.Max(1, (now - from).Ticks / step.Ticks);
        var bar = prices.Bar(BarSize.Of(step * steps), BarSource.Trades, from);
        var close = prices.Bar(BarSize.FiveSeconds, BarSource.Trades, from - step).Close.Value;
        return new MarketDay(
            open, close, bar.Open.Value, bar.High.Value, bar.Low.Value, bar.Volume?.Value ?? 0, bar.Wap?.Value ?? TickGrid.Nearest(listing.Instrument.TickRules, bar.Close.Value))
        {
            Trades = Math.Max(0, bar.Count),
        };
    }

    public void Traded(in TopOfBook top)
    {
        High = Math.Max(High, top.Last.Value);
        Low = Math.Min(Low, top.Last.Value);
        var volume = Volume + top.LastSize.Value;
        Vwap = volume == 0 ? Vwap : Math.Round((Vwap * Volume + top.Last.Value * top.LastSize.Value) / volume, 4);
        Volume = volume;
        Trades++;
    }
}
