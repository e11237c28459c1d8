using OrleansTrader.IbProtocol.Recording;

namespace OrleansTrader.Client.Commands;

/// <summary>Which entries of a recording are shown; what is null or empty lets everything through.</summary>
internal sealed record WireFilter(
    IReadOnlyList<string> Messages,
    int? OrderId,
    int? RequestId,
    RecordedKind? Direction,
    DateTimeOffset? From,
    DateTimeOffset? To,
    bool OnlyUndecoded)
{
    /// <summary>Names of the fields that hold an order's id: an error names either kind.</summary>
    private static readonly string[] OrderFields = ["orderId", "id", "parentId"];
    private static readonly string[] RequestFields = ["reqId", "id"];

    public bool Passes(DecodedEntry entry) =>
        (Messages.Count == 0 || Messages.Any(name => IsNamed(name, entry.Name)))
        && (Direction is null || entry.Entry.Kind == Direction)
        && (From is null || entry.Entry.At >= From)
        && (To is null || entry.Entry.At < To)
        && (!OnlyUndecoded || (entry.Message is null && entry.Entry.Kind is (RecordedKind.Received or RecordedKind.Sent)) || entry.Trailing > 0)
        && (OrderId is null || Names(entry, OrderFields, OrderId.Value))
        && (RequestId is null || Names(entry, RequestFields, RequestId.Value));

    /// <summary>Requests go by their name with or without "req"; errMsg is also called error.</summary>
    private static bool IsNamed(string wanted, string name) =>
        name.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        || name.Equals("req" + wanted, StringComparison.OrdinalIgnoreCase)
        || (name == "errMsg" && wanted.Equals("error", StringComparison.OrdinalIgnoreCase));

    private static bool Names(DecodedEntry entry, string[] names, int id) => entry.Message is { } message && Has(MessageFields.Of(message), names, id);

    private static bool Has(IReadOnlyDictionary<string, object> fields, string[] names, int id) => fields.Any(field =>
        (names.Contains(field.Key) && field.Value is int number && number == id)
        || (field.Value is IReadOnlyDictionary<string, object> inner && Has(inner, names, id)));
}
