using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Orders;

/// <summary>A fingerprint of everything in a book, independent of the order in which its dictionaries were filled.</summary>
public static class BookHash
{
    public static string Of(Book book)
    {
        ArgumentNullException.ThrowIfNull(book);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in Lines(book))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<string> Lines(Book book) =>
    [
        $"{book.Account} {book.Seq} {book.LastAt:O} {book.State} {book.AdoptingCause} {book.Adopted} {book.KillLatch} {book.Counters}",
        .. Sorted("order", book.Orders.Values.Select(static o => $"{o.Id} {Json(o)}")),
        .. Sorted("live", book.Live.Select(static p => $"{p.Key} {string.Join(',', p.Value)}")),
        .. Sorted("wire", book.ByWireId.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("perm", book.ByPermId.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("fill", book.Fills.Values.Select(static f => Json(f))),
        .. Sorted("holding", book.Holdings.Select(p => Json(Plain(p.Value.ToPosition(p.Key, book.Seq))))),
        .. Sorted("other commission", book.Holdings.SelectMany(static p => p.Value.OtherCommissions.Select(other => $"{p.Key} {other.Key} {Plain(other.Value)}"))),
        .. Sorted("net", book.Net.Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value.Value:0.##########}"))),
        .. Sorted("commission", book.Commissions.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("staged", book.StagedCommissions.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("uncharged", book.Uncharged.Select(static e => e.ToString())),
        .. Sorted("target", book.Targets.Values.Select(static t => Json(t))),
        .. Sorted("strategy", book.Strategies.Select(static p =>
            $"{p.Key} {p.Value.Status} {p.Value.Capital} {p.Value.Reason} {p.Value.Accepted} {p.Value.Flattening} {p.Value.Trading} {string.Join(',', p.Value.Denials.Keys.Order(Comparer<Values.ClientOrderId>.Create(static (a, b) => string.CompareOrdinal(a.Value, b.Value))))}")),
        .. Sorted("refusal", book.Refusals.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("mismatch", book.Mismatches.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("quarantine", book.Quarantine.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("limit", book.Limits.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("restricted", book.Restricted.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("traffic", book.Traffic.Select(static p => $"{p.Key} {Json(p.Value)}")),
        .. Sorted("answer", book.Answers.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("mark", book.Marks.Select(static p => $"{p.Key} {p.Value}")),
        .. Sorted("unaccepted", book.UnacceptedAdjustments.Select(static c => c.ToString())),
    ];

    private static IEnumerable<string> Sorted(string kind, IEnumerable<string> lines) =>
        lines.Order(StringComparer.Ordinal).Select(line => $"{kind} {line}");

    /// <summary>Equal amounts are one text, however many zeros their sums carry behind the point.</summary>
    private static Position Plain(Position position) => position with
    {
        OpenCost = Plain(position.OpenCost),
        RealizedPnl = Plain(position.RealizedPnl),
        Commission = Plain(position.Commission),
        Cash = Plain(position.Cash),
    };

    private static decimal Plain(decimal amount) => (amount + 0m) / 1.0000000000000000000000000000m;

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, DomainJson.Options);
}
