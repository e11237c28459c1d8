using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Reflection;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol.Recording;

/// <summary>A message as named values, for people: what is absent, false, zero or empty is left out.</summary>
public static class MessageFields
{
    /// <summary>A text with one of these is shown in quotes.</summary>
    private static readonly SearchValues<char> Quoted = SearchValues.Create(" ={}[]\"");

    private static readonly HashSet<string> Ours = [nameof(ClientMessage.MessageId), "EqualityContract", nameof(TwsContract.IsCombo)];

    /// <summary>Property names in camel case; values are text, numbers, booleans, lists or again dictionaries.</summary>
    public static IReadOnlyDictionary<string, object> Of(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var fields = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var property in message.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (!Ours.Contains(property.Name) && property.GetIndexParameters() is [] && Value(property.GetValue(message)) is { } value)
            {
                fields[char.ToLowerInvariant(property.Name[0]) + property.Name[1..]] = value;
            }
        }

        return fields;
    }

    /// <summary><c>orderId=13 status=Submitted contract={conId=265598 symbol=AAPL}</c>.</summary>
    public static string Text(object message) => Text(Of(message));

    private static string Text(IReadOnlyDictionary<string, object> fields) => string.Join(' ', fields.Select(static field => $"{field.Key}={Text(field.Value, 0)}"));

    private static string Text(object value, int depth) => value switch
    {
        IReadOnlyDictionary<string, object> inner => $"{{{Text(inner)}}}",
        string text => text.Length == 0 || text.AsSpan().ContainsAny(Quoted) ? $"\"{text}\"" : text,
        bool flag => flag ? "true" : "false",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Select(item => Text(item, depth + 1)))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Null for what is left out.</summary>
    private static object? Value(object? value) => value switch
    {
        null or false or 0 or 0L or 0m or 0d or "" => null,
        InlineText text => text.ToText(),
        string or bool or int or long or decimal => value,
        double number => double.IsFinite(number) ? number : number.ToString(CultureInfo.InvariantCulture),
        Enum word => word.ToString(),
        DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        IEnumerable list => list.Cast<object?>().Select(static item => Value(item) ?? "").ToArray() is { Length: > 0 } items ? items : null,
        _ => Of(value) is { Count: > 0 } inner ? inner : null,
    };
}
