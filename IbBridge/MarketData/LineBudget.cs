using OrleansTrader.Domain.Ports;

namespace OrleansTrader.IbBridge.MarketData;

/// <summary>How many lines the login has: quotes and five-second bars share the market data lines, order books and trades have their own few.</summary>
internal sealed class LineBudget(IbBridgeOptions options)
{
    /// <summary>IB's own code for it.</summary>
    public const int NoLineLeft = 101;

    /// <summary>The wanted line that must go so that one of this kind and priority may come; null when there is room.</summary>
    /// <exception cref="GatewayRequestException">There is no room, and every line has this priority or a higher one.</exception>
    public Line? MakeRoom(LineKind kind, int priority, IEnumerable<Line> wanted)
    {
        var (limit, setting) = LimitOf(kind);
        var rivals = wanted.Where(line => LimitOf(line.Kind).Setting == setting).ToArray();
        if (rivals.Length < limit)
        {
            return null;
        }

        return rivals.Where(line => line.Priority < priority).MinBy(static line => line.Priority)
            ?? throw new GatewayRequestException(
                NoLineLeft,
                $"No line left for {kind}: all {limit} of IbBridge:{setting} are in use, none by a subscription of lower priority than {priority}. Raise the setting if the login has more lines, or subscribe to less.");
    }

    private (int Limit, string Setting) LimitOf(LineKind kind) => kind switch
    {
        LineKind.Depth => (options.DepthLines, nameof(options.DepthLines)),
        LineKind.Trades or LineKind.BidAsk => (options.TickByTickLines, nameof(options.TickByTickLines)),
        _ => (options.MarketDataLines, nameof(options.MarketDataLines)),
    };
}
