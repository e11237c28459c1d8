namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>Every fault by its name: what it does and which settings it has. A new one begins with a line here.</summary>
internal static class FaultCatalogue
{
    private const string AtOnce = "now";
    private const string InForce = "";

    public static IReadOnlyList<FaultType> All { get; } =
    [
        new("drop", FaultKind.Drop, "Closes connections: now, or with on=order when the next order was accepted, before anything is said of it.", "now|order"),
        new("halfOpen", FaultKind.HalfOpen, "Connections stay open but nothing is read or sent any more.", AtOnce),
        new("326", FaultKind.ClientIdInUse, "Client ids are refused as in use.", InForce),
        new("down", FaultKind.Down, "New connections are accepted and closed before a word: the gateway is starting or does not trust the host.", InForce),
        new("hang", FaultKind.Hang, "New connections are accepted and never answered: a dialog is open in the gateway.", InForce),
        new("login", FaultKind.Login, "The handshake is answered, then startApi ends the connection: the gateway waits for a person to log in.", InForce),
        new("restart", FaultKind.Restart, "The gateway restarts: connections end, orders with transmit off vanish, it is down for seconds (1), and the next order id is lower by rollBack (0).", AtOnce, "rollBack"),
        new("1100", FaultKind.LinkDown, "The gateway loses IB: no data, orders refused, order events of what happens meanwhile are lost. After seconds comes then (1102).", AtOnce, "then"),
        new("1101", FaultKind.LinkUpDataLost, "The link to IB is back, data subscriptions are lost.", AtOnce),
        new("1102", FaultKind.LinkUp, "The link to IB is back, data subscriptions are kept.", AtOnce),
        new("slow", FaultKind.Slow, "The link carries bytesPerSecond (2000) to the client.", InForce, "bytesPerSecond"),
        new("fragment", FaultKind.Fragment, "Bytes come in pieces of bytes (3): frames are torn apart anywhere and must be put together.", InForce, "bytes"),
        new("torn", FaultKind.Torn, "Connections end in the middle of a frame.", AtOnce),
        new("garbage", FaultKind.Garbage, "Bytes that make no sense are sent: what=unknown (message id), order or execution (undecodable), trailing (fields), framing (an impossible length).", AtOnce, "what"),
        new("100", FaultKind.TooManyMessages, "More than perSecond (50) messages in a second are refused with error 100, after warnings (3) of them the connection is closed.", InForce, "perSecond", "warnings"),
        new("162", FaultKind.HistoryPacing, "Requests for bars of 30 seconds or less keep IB's pacing: the same one within 15 seconds, a sixth of one contract within 2 and more than 60 in ten minutes are refused with error 162.", InForce),
        new("10190", FaultKind.TickPacing, "A second tick-by-tick request for one contract within 15 seconds is refused with error 10190.", InForce),
        new("delay", FaultKind.Delay, "Order events come later by milliseconds (500), in their order.", InForce, "events", "milliseconds"),
        new("duplicate", FaultKind.Duplicate, "Order events come twice.", InForce, "events"),
        new("reorder", FaultKind.Reorder, "Every other order event comes later by milliseconds (50), behind its successors.", InForce, "events", "milliseconds"),
        new("loseStatus", FaultKind.LoseStatus, "openOrder and orderStatus are not sent (or what events names).", InForce, "events"),
        new("lostOrder", FaultKind.LostOrder, "New orders are not heard: nothing is stored, answered or counted.", InForce),
        new("lostCancel", FaultKind.LostCancel, "Cancellations are not heard.", InForce),
        new("reject", FaultKind.Reject, "New orders are refused with code (201) and text.", InForce, "code", "text"),
        new("twoPermIds", FaultKind.TwoPermIds, "A modification makes a second live order with its own permId and leaves the first; with on=order already a new order does.", "modify|order"),
        new("partial", FaultKind.Partial, "Each fill becomes several executions (parts).", InForce, "parts"),
        new("commission", FaultKind.Commission, "Reports come when=before, after, late (by milliseconds), changed (a second one with percent more, 10) or never.", InForce, "when", "milliseconds", "percent"),
        new("correction", FaultKind.Correction, "Each fill is corrected milliseconds (500) later: next execId revision, price higher by percent (0.1) or as given. on=now corrects the newest execution.", "fill|now", "milliseconds", "percent", "price", "quantity"),
        new("bust", FaultKind.Bust, "As correction, but the trade is taken back: next revision with quantity 0.", "fill|now", "milliseconds"),
        new("freeze", FaultKind.Freeze, "Data lines send nothing.", InForce),
        new("2103", FaultKind.FarmDown, "A market data farm (text, usfarm) is down: 2103, its lines are silent, 2104 when it ends.", InForce, "text"),
        new("2105", FaultKind.HistoryFarmDown, "The history farm (text, ushmds) is down: 2105, history is refused, 2106 when it ends.", InForce, "text"),
        new("2157", FaultKind.DefinitionFarmDown, "The security definition farm (text, secdefil) is down: 2157, contract queries stay unanswered, 2158 when it ends.", InForce, "text"),
        new("10197", FaultKind.CompetingSession, "Another session has the market data: lines end with 10197, new ones and history are refused.", InForce),
        new("noAnswer", FaultKind.NoAnswer, "Requests (all, or those of requests) stay unanswered.", InForce, "requests"),
        new("noEnd", FaultKind.NoEnd, "Lists come without their end marker.", InForce, "requests"),
        new("snapshot", FaultKind.Snapshot, "Lists are cut to their first keep items (0: empty) and look complete.", InForce, "requests", "keep"),
    ];

    /// <exception cref="FaultException">No fault has that name.</exception>
    public static FaultType Find(string name) =>
        All.FirstOrDefault(type => string.Equals(type.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FaultException($"'{name}' is no fault; known are {string.Join(", ", All.Select(static type => type.Name))}.");
}

/// <param name="Name">The word of the control port.</param>
/// <param name="Effect">For people.</param>
/// <param name="On">The values of the setting <c>on</c>, the usual one first: <c>now</c> acts once on what there is; empty, or any other, on what happens from now on.</param>
/// <param name="Settings">What it understands besides scope, count, seconds and on.</param>
internal sealed record FaultType(string Name, FaultKind Kind, string Effect, string On, params string[] Settings)
{
    public string[] Moments { get; } = On.Split('|', StringSplitOptions.RemoveEmptyEntries);
}
