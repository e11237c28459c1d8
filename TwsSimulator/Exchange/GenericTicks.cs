using System.Globalization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The ticks that come only when their generic id was asked for.</summary>
internal static class GenericTicks
{
    private static readonly HashSet<int> Known =
    [
        100, 101, 104, 105, 106, 162, 165, 221, 225, 232, 233, 236, 293, 294, 295, 318, 375, 411, 456, 588, 595,

        // Taken, but nothing here has them: fundamentals, news, bonds, funds, new issues.
        258, 292, 460, 576, 577, 578, 586, 614, 619, 623,
    ];

    /// <summary>The ids of the comma list; an id that is unknown comes back as the second value.</summary>
    public static (IReadOnlySet<int> Ids, string? Unknown) Parse(string? list)
    {
        var ids = new HashSet<int>();
        foreach (var word in (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var name = word.Split(':')[0];
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !Known.Contains(id))
            {
                return (ids, word);
            }

            ids.Add(id);
        }

        return (ids, null);
    }

    /// <summary>Everything that was asked for, once.</summary>
    public static void SendAll(MarketLine line, MarketDay day, in TopOfBook top, DateTimeOffset now)
    {
        foreach (var id in line.Generics)
        {
            Send(id, line, day, top, now);
        }
    }

    /// <summary>What moves with each trade.</summary>
    public static void SendTrade(MarketLine line, MarketDay day, in TopOfBook top, DateTimeOffset now)
    {
        foreach (var id in line.Generics)
        {
            if (id is 233 or 375 or 221 or 232 or 293)
            {
                Send(id, line, day, top, now);
            }
        }
    }

    private static void Send(int id, MarketLine line, MarketDay day, in TopOfBook top, DateTimeOffset now)
    {
        var listing = line.Market.Listing;
        var volatility = listing.AnnualVolatility;
        switch (id)
        {
            case 100:
                Sizes(line, (29, 12_000), (30, 9_000));
                break;
            case 101:
                Sizes(line, (27, 150_000), (28, 120_000));
                break;
            case 104:
                line.Generic(23, volatility);
                break;
            case 105:
                Sizes(line, (87, 20_000));
                break;
            case 106:
                line.Generic(24, volatility);
                break;
            case 162 when listing.Instrument.Type == SecurityType.Index:
                line.Generic(31, 0);
                break;
            case 165:
                Ranges(line, day);
                break;
            case 221 or 232:
                line.Statistic(37, Math.Round((top.Bid.Value + top.Ask.Value) / 2, 6));
                break;
            case 225:
                line.Statistic(35, top.Last.Value);
                Sizes(line, (34, top.LastSize.Value), (36, 0), (61, 0));
                break;
            case 233:
                line.Text(48, Volume(day, top, now));
                break;
            case 236 when listing.Shortable is { } shares:
                line.Generic(46, shares > 0 ? 3 : 1);
                line.Size(89, shares);
                break;
            case 293:
                line.Generic(54, day.Trades);
                break;
            case 294:
                line.Generic(55, 12);
                break;
            case 295:
                line.Generic(56, 2_500);
                break;
            case 318:
                line.Statistic(57, top.Last.Value);
                break;
            case 375:
                line.Text(77, Volume(day, top, now));
                break;
            case 411:
                line.Generic(58, volatility);
                break;
            case 456 when listing.Instrument.Type == SecurityType.Stock:
                line.Text(59, "0.0,0.0,,");
                break;
            case 588 when listing.IsMargined:
                line.Size(86, 250_000);
                break;
            case 595:
                Sizes(line, (63, top.LastSize.Value * 3), (64, top.LastSize.Value * 5), (65, top.LastSize.Value * 10));
                break;
        }
    }

    private static void Ranges(MarketLine line, MarketDay day)
    {
        ReadOnlySpan<int> lows = [15, 17, 19];
        ReadOnlySpan<int> highs = [16, 18, 20];
        for (var i = 0; i < lows.Length; i++)
        {
            line.Statistic(lows[i], day.Low);
            line.Statistic(highs[i], day.High);
        }

        line.Size(21, Math.Max(day.Volume, 1));
    }

    private static void Sizes(MarketLine line, params ReadOnlySpan<(int Type, decimal Size)> sizes)
    {
        foreach (var (type, size) in sizes)
        {
            line.Size(type, size);
        }
    }

    /// <summary>Price, size, time in milliseconds, volume, average price, whether one market maker filled it.</summary>
    private static string Volume(MarketDay day, in TopOfBook top, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture, $"{top.Last};{top.LastSize};{now.ToUnixTimeMilliseconds()};{day.Volume};{day.Vwap};true");
}
