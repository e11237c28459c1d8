using OrleansTrader.Domain.Instruments;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>
/// IB's algos: Adaptive works as the market or limit order it is made of, for there is one venue and nothing to be patient for; Twap gives its order to the
/// book evenly over its time, at the opposite side's price whatever its strategyType.
/// </summary>
internal static class OrderAlgos
{
    private const string Adaptive = "Adaptive";
    private const string Twap = "Twap";
    private const string Priority = "adaptivePriority";
    private const string Style = "strategyType";
    private const string Start = "startTime";
    private const string End = "endTime";
    private const string PastEnd = "allowPastEndTime";

    public static bool IsKnown(string? strategy) => strategy is null or "" or Adaptive or Twap;

    public static OrderRefusal? Refusal(TwsOrder order, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(order.AlgoStrategy))
        {
            return null;
        }

        if (OrderTypes.Canonical(order.OrderType ?? "") is not ("MKT" or "LMT") || order.Tif is "OPG" or "IOC" or "FOK")
        {
            return new(442, "Specified algorithm is not allowed for this order.");
        }

        var words = OrderWords.Of(order);
        return (order.AlgoStrategy == Adaptive ? AdaptiveFault(words) : TwapFault(words, now)) is { } fault
            ? new(441, $"Algo attributes validation failed: {fault}")
            : null;
    }

    public static bool TakesTime(OrderWords words) => words.AlgoStrategy == Twap;

    /// <summary>When a Twap begins; null for at once, as for every other order.</summary>
    public static DateTimeOffset? BeginsAt(OrderWords words) => OrderChecks.Time(Parameter(words, Start));

    /// <summary>When a Twap ends with what it has; null when it goes on, as for every other order.</summary>
    public static DateTimeOffset? EndsAt(OrderWords words) => Parameter(words, PastEnd) is "1" ? null : OrderChecks.Time(Parameter(words, End));

    /// <summary>How much of the whole order may have traded by now: the share of its time that has passed and one step of size, so that nothing is left at its end; all of it for any other order.</summary>
    /// <param name="session">In which it works; null while the market is closed.</param>
    public static decimal Released(SimulatedOrder order, decimal increment, Session? session, DateTimeOffset now)
    {
        if (!TakesTime(order.Words))
        {
            return order.Quantity.Value;
        }

        var start = BeginsAt(order.Words) ?? order.PlacedAt;
        start = session is { Open: var open } && open > start ? open : start;
        var end = OrderChecks.Time(Parameter(order.Words, End)) ?? session?.Close ?? DateTimeOffset.MaxValue;
        var share = now >= end ? 1 : Math.Max(0, (decimal)((now - start) / (end - start)));
        return Math.Min(order.Quantity.Value, (Math.Floor(order.Quantity.Value * share / increment) + 1) * increment);
    }

    private static string? AdaptiveFault(OrderWords words) => words.AlgoParams is [{ Tag: Priority, Value: "Urgent" or "Normal" or "Patient" }]
        ? null
        : $"{Priority} must be Urgent, Normal or Patient.";

    private static string? TwapFault(OrderWords words, DateTimeOffset now)
    {
        if (words.AlgoParams?.FirstOrDefault(static p => p.Tag is not (Style or Start or End or PastEnd)) is { } stranger)
        {
            return $"{Twap} does not know {stranger.Tag}.";
        }

        if (Parameter(words, Style) is not ("Marketable" or "Matching Midpoint" or "Matching Same Side" or "Matching Last"))
        {
            return $"{Style} must be Marketable, Matching Midpoint, Matching Same Side or Matching Last.";
        }

        foreach (var tag in (string[])[Start, End])
        {
            if (Parameter(words, tag) is { } text && OrderChecks.Time(text) is null)
            {
                return $"{tag} '{text}' cannot be read.";
            }
        }

        return OrderChecks.Time(Parameter(words, End)) is { } end && end <= (BeginsAt(words) ?? now) ? $"{End} must lie after the start." : null;
    }

    private static string? Parameter(OrderWords words, string tag) => words.AlgoParams?.FirstOrDefault(p => p.Tag == tag)?.Value;
}
