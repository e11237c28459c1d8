using OrleansTrader.TwsSimulator.Exchange;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>A fault in force, checked.</summary>
internal sealed class Fault
{
    private static readonly string[] EventNames = ["openOrder", "orderStatus", "execution", "commission"];

    private readonly FaultType _type;
    private bool _over = true;

    private Fault(FaultType type, FaultRequest request)
    {
        _type = type;
        Request = request;
        UsesLeft = request.Count ?? (type.Kind == FaultKind.Drop ? 1 : null);
    }

    public FaultKind Kind => (_type.Kind, Request) switch
    {
        (FaultKind.Commission, { When: "changed" }) => FaultKind.CommissionChanged,
        (FaultKind.TwoPermIds, { On: "order" }) => FaultKind.TwinOnPlacing,
        _ => _type.Kind,
    };

    public FaultRequest Request { get; }

    public int? UsesLeft { get; private set; }

    /// <summary>Real time at which it ends; null until cleared or used up.</summary>
    public DateTimeOffset? EndsAt { get; private set; }

    /// <summary>It acts once and now, on what there is; else on what happens from now on.</summary>
    public bool StrikesNow => (Request.On ?? _type.Moments.FirstOrDefault()) == "now";

    public int Milliseconds(int usual) => Request.Milliseconds ?? usual;

    /// <exception cref="FaultException">The request makes no sense.</exception>
    public static Fault From(FaultRequest request, DateTimeOffset now)
    {
        var type = FaultCatalogue.Find(request.Kind);
        string[] known = type.Moments.Length > 1 ? ["on", .. type.Settings] : type.Settings;
        if (request.Settings().FirstOrDefault(setting => !known.Contains(setting)) is { } unknown)
        {
            throw new FaultException($"'{type.Name}' has no setting '{unknown}'; besides scope, count and seconds it knows {(known is [] ? "none" : string.Join(", ", known))}.");
        }

        Require(request.Count is null or > 0, "count must be more than 0");
        Require(request.Seconds is null or (> 0 and <= 86_400), "seconds must be more than 0, at most a day");
        Require(request.Milliseconds is null or (>= 0 and <= 3_600_000), "milliseconds must be 0 to an hour");
        Require(request.Parts is null or (>= 2 and <= 1000), "parts must be 2 to 1000");
        Require(request.When is null or "before" or "after" or "late" or "changed" or "never", "when must be before, after, late, changed or never");
        Require(request.On is null || type.Moments.Contains(request.On), $"on must be {string.Join(" or ", type.Moments)}");
        Require(request.Percent is null or (> -50 and <= 50), "percent must be more than -50, at most 50");
        Require(request.Price is null or (> 0 and <= 1_000_000), "price must be above zero, at most a million");
        Require(request.Price is null || request.Percent is null, "give a price or a percentage, not both");
        Require(request.Quantity is null or (> 0 and <= 1_000_000_000), "quantity must be above zero; 'bust' takes a trade back");
        Require(request.RollBack is null or (>= 0 and <= 1_000_000), "rollBack must be 0 to 1000000");
        Require(request.BytesPerSecond is null or (> 0 and <= 1_000_000_000), "bytesPerSecond must be above zero");
        Require(request.Bytes is null or (> 0 and <= 65_536), "bytes must be 1 to 65536");
        Require(request.What is null || Garbage.Kinds.Contains(request.What), $"what must be {string.Join(", ", Garbage.Kinds)}");
        Require(request.PerSecond is null or (> 0 and <= 1_000_000), "perSecond must be above zero");
        Require(request.Warnings is null or > 0, "warnings must be above zero");
        Require(request.Keep is null or (>= 0 and <= 1_000_000), "keep must not be negative");
        Require(request.Then is null or 1101 or 1102, "then must be 1101 or 1102");
        Require(request.Text is not "", "text must not be empty");
        var answers = type.Kind == FaultKind.NoAnswer ? Answers.All : Answers.Lists;
        foreach (var name in request.Requests ?? [])
        {
            Require(answers.Contains(name), $"requests holds '{name}'; known are {string.Join(", ", answers)}");
        }

        foreach (var name in request.Events ?? [])
        {
            Require(EventNames.Contains(name), $"events holds '{name}'; known are {string.Join(", ", EventNames)}");
        }

        return new Fault(type, request) { EndsAt = request.Seconds is { } seconds ? now + TimeSpan.FromSeconds(seconds) : null };
    }

    public bool IsOver(DateTimeOffset now) => UsesLeft <= 0 || EndsAt <= now;

    public bool Fits(in FaultScope scope) =>
        (Request.Account is null || Request.Account == scope.Account)
        && (Request.ConId is null || Request.ConId == scope.ConId)
        && (Request.ClientId is null || Request.ClientId == scope.ClientId)
        && (Request.OrderRef is null || FitsRef(Request.OrderRef, scope.OrderRef))
        && (scope.Event is not { } name || (Request.Events ?? UsualEvents).Contains(name))
        && (scope.Answer is not { } answer || Request.Requests is null || Request.Requests.Contains(answer));

    public void Use() => UsesLeft--;

    /// <summary>Notes that clients were told of its begin or end.</summary>
    /// <returns>False when they know already.</returns>
    public bool Told(bool over)
    {
        var news = _over != over;
        _over = over;
        return news;
    }

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
/// <param name="Answer">What a request asks for, where it is one.</param>
internal readonly record struct FaultScope(string? Account, string? OrderRef, int? ConId, int? ClientId, string? Event = null, string? Answer = null)
{
    public static FaultScope Of(SimulatedOrder order, string? name = null) =>
        new(order.Account.Value, order.OrderRef, order.ConId.Value, order.ClientId, name);

    public static FaultScope OfRequest(int clientId, string answer) => new(null, null, null, clientId, null, answer);

    public static FaultScope OfClient(int? clientId) => new(null, null, null, clientId);
}
