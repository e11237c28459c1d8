using OrleansTrader.TwsSimulator.Exchange;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>A fault in force, checked.</summary>
internal sealed class Fault
{
    private static readonly Dictionary<string, FaultKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["drop"] = FaultKind.Drop,
        ["freeze"] = FaultKind.Freeze,
        ["delay"] = FaultKind.Delay,
        ["duplicate"] = FaultKind.Duplicate,
        ["reorder"] = FaultKind.Reorder,
        ["reject"] = FaultKind.Reject,
        ["loseStatus"] = FaultKind.LoseStatus,
        ["commission"] = FaultKind.Commission,
        ["partial"] = FaultKind.Partial,
        ["lostCancel"] = FaultKind.LostCancel,
        ["1100"] = FaultKind.LinkDown,
        ["1101"] = FaultKind.LinkUpDataLost,
        ["1102"] = FaultKind.LinkUp,
        ["halfOpen"] = FaultKind.HalfOpen,
        ["326"] = FaultKind.ClientIdInUse,
    };

    private static readonly string[] EventNames = ["openOrder", "orderStatus", "execution", "commission"];

    private Fault(FaultKind kind, FaultRequest request)
    {
        Kind = kind;
        Request = request;
        UsesLeft = request.Count ?? (kind == FaultKind.Drop ? 1 : null);
    }

    public FaultKind Kind { get; }

    public FaultRequest Request { get; }

    public int? UsesLeft { get; private set; }

    /// <summary>Real time at which it ends; null until cleared or used up.</summary>
    public DateTimeOffset? EndsAt { get; private set; }

    /// <summary>It acts once and now, on the connections there are.</summary>
    public bool IsInstant => Kind is FaultKind.LinkDown or FaultKind.LinkUp or FaultKind.LinkUpDataLost or FaultKind.HalfOpen
        || (Kind == FaultKind.Drop && !string.Equals(Request.On, "order", StringComparison.OrdinalIgnoreCase));

    public int Milliseconds(int usual) => Request.Milliseconds ?? usual;

    /// <exception cref="FaultException">The request makes no sense.</exception>
    public static Fault From(FaultRequest request, DateTimeOffset now)
    {
        if (!Kinds.TryGetValue(request.Kind, out var kind))
        {
            throw new FaultException($"'{request.Kind}' is no fault; known are {string.Join(", ", Kinds.Keys)}.");
        }

        Require(request.Count is null or > 0, "count must be more than 0");
        Require(request.Seconds is null or (> 0 and <= 86_400), "seconds must be more than 0, at most a day");
        Require(request.Milliseconds is null or (>= 0 and <= 3_600_000), "milliseconds must be 0 to an hour");
        Require(request.Parts is null or (>= 2 and <= 1000), "parts must be 2 to 1000");
        Require(request.When is null or "before" or "after" or "late" or "never", "when must be before, after, late or never");
        Require(request.On is null or "now" or "order", "on must be now or order");
        Require(request.Then is null or 1101 or 1102, "then must be 1101 or 1102");
        Require(request.Text is not "", "text must not be empty");
        foreach (var name in request.Events ?? [])
        {
            Require(EventNames.Contains(name), $"events holds '{name}'; known are {string.Join(", ", EventNames)}");
        }

        return new Fault(kind, request) { EndsAt = request.Seconds is { } seconds ? now + TimeSpan.FromSeconds(seconds) : null };
    }

    public bool IsOver(DateTimeOffset now) => UsesLeft <= 0 || EndsAt <= now;

    public bool Fits(in FaultScope scope) =>
        (Request.Account is null || Request.Account == scope.Account)
        && (Request.ConId is null || Request.ConId == scope.ConId)
        && (Request.ClientId is null || Request.ClientId == scope.ClientId)
        && (Request.OrderRef is null || FitsRef(Request.OrderRef, scope.OrderRef))
        && (scope.Event is not { } name || (Request.Events ?? UsualEvents).Contains(name));

    public void Use() => UsesLeft--;

    private IReadOnlyList<string> UsualEvents => Kind switch
    {
        FaultKind.LoseStatus => ["openOrder", "orderStatus"],
        _ => EventNames,
    };

    private static bool FitsRef(string pattern, string? orderRef) => pattern.EndsWith('*')
        ? orderRef?.StartsWith(pattern[..^1], StringComparison.Ordinal) == true
        : orderRef == pattern;

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new FaultException($"The fault makes no sense: {rule}.");
        }
    }
}

/// <summary>What a fault is asked about.</summary>
/// <param name="Event">The order event, where it is one.</param>
internal readonly record struct FaultScope(string? Account, string? OrderRef, int? ConId, int? ClientId, string? Event = null)
{
    public static FaultScope Of(SimulatedOrder order, string? name = null) =>
        new(order.Account.Value, order.OrderRef, order.ConId.Value, order.ClientId, name);

    public static FaultScope OfClient(int? clientId) => new(null, null, null, clientId);
}
