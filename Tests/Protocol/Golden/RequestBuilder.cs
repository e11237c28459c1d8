using System.Globalization;
using System.Reflection;
using System.Text.Json;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Protocol.Golden;

/// <summary>Builds our request from a call of IB's own client.</summary>
internal sealed class RequestBuilder(OfficialDefaults defaults)
{
    private static readonly Dictionary<string, string> TypeNames = new(StringComparer.Ordinal)
    {
        ["reqMarketDepth"] = "MktDepthRequest",
        ["requestFA"] = "FaRequest",
        ["replaceFA"] = "ReplaceFaRequest",
        ["cancelNewsBulletin"] = "CancelNewsBulletinsRequest",
    };

    private static readonly Dictionary<int, Type> Conditions = new()
    {
        [1] = typeof(PriceCondition),
        [3] = typeof(TimeCondition),
        [4] = typeof(MarginCondition),
        [5] = typeof(ExecutionCondition),
        [6] = typeof(VolumeCondition),
        [7] = typeof(PercentChangeCondition),
    };

    /// <summary>Argument objects whose properties are the request's own with us.</summary>
    private static readonly HashSet<string> Flattened = ["orderCancel", "filter", "subscription"];

    /// <summary>Properties of IB's contract that are the request's own with us.</summary>
    private static readonly HashSet<string> OfRequest = ["includeExpired", "secIdType", "secId", "issuerId"];

    /// <summary>Null when we have no such request.</summary>
    public static Type? FindType(string call)
    {
        var bare = call.StartsWith("req", StringComparison.Ordinal) ? call[3..] : call;
        var name = TypeNames.GetValueOrDefault(call, bare + "Request");
        return typeof(ClientMessage).Assembly.GetTypes()
            .FirstOrDefault(type => type.IsSubclassOf(typeof(ClientMessage)) && type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    public ClientMessage Build(Type type, JsonElement args)
    {
        var request = Activator.CreateInstance(type)!;
        foreach (var arg in args.EnumerateObject())
        {
            if (Flattened.Contains(arg.Name))
            {
                Fill(request, OfficialNames.ClassOf(arg.Name), arg.Value);
            }
            else
            {
                Set(request, arg.Name, arg.Value, given: true);
            }

            if (arg.Name == "contract")
            {
                CopyOfRequest(request, arg.Value);
            }
        }

        return (ClientMessage)request;
    }

    private static void CopyContractPart(object request, JsonProperty property) =>
        OfficialNames.Find(request.GetType(), property.Name)?.SetValue(request, property.Value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => property.Value.GetString(),
        });

    private static void CopyOfRequest(object request, JsonElement contract)
    {
        foreach (var property in contract.EnumerateObject().Where(property => OfRequest.Contains(property.Name)))
        {
            CopyContractPart(request, property);
        }
    }

    private static object? Number(JsonElement value, Type type)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (text == "UNSET")
        {
            return null;
        }

        if (type == typeof(decimal))
        {
            return decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
    }

    private void Fill(object target, string? officialClass, JsonElement given)
    {
        var named = given.EnumerateObject().Select(property => property.Name).ToHashSet();
        foreach (var (name, value) in defaults.Complete(officialClass, given))
        {
            Set(target, name, value, named.Contains(name));
        }
    }

    private void Set(object target, string name, JsonElement value, bool given)
    {
        if (name == "competeAgainstBestOffset" && value.ValueKind == JsonValueKind.String && value.ValueEquals("Infinity"))
        {
            name = nameof(TwsOrder.CompeteAgainstBestUpToMid);
            value = JsonSerializer.SerializeToElement(true);
        }

        var property = OfficialNames.Find(target.GetType(), name);
        if (property is null)
        {
            // What IB's class has beyond the wire is of no interest, what the caller set on a request is.
            Assert.False(given && target is ClientMessage && value.ValueKind != JsonValueKind.Null, $"{target.GetType().Name} has no {name}");
            return;
        }

        property.SetValue(target, ToProperty(value, property, name));
    }

    private object? ToProperty(JsonElement value, PropertyInfo property, string name)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return type.IsGenericType || type == typeof(TwsContract) || type == typeof(TwsSoftDollarTier) ? List(type, [], name) : null;
        }

        if (type == typeof(string))
        {
            return value.GetString();
        }

        if (type == typeof(bool))
        {
            return value.GetBoolean();
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => Object(value, type, name),
            JsonValueKind.Array => List(type, [.. value.EnumerateArray()], name),
            _ => Number(value, type),
        };
    }

    private object? Object(JsonElement value, Type type, string name)
    {
        if (type == typeof(TwsTagValue))
        {
            return new TwsTagValue(value.GetProperty("tag").GetString() ?? "", value.GetProperty("value").GetString() ?? "");
        }

        if (type == typeof(OrderCondition))
        {
            type = Conditions[value.GetProperty("conditionType").GetInt32()];
        }

        if (type == typeof(decimal))
        {
            return value.TryGetProperty("price", out var price) ? Number(price, type) : null;
        }

        var made = Activator.CreateInstance(type)!;
        Fill(made, OfficialNames.ClassOf(name), value);
        return made;
    }

    private object List(Type type, JsonElement[] values, string name)
    {
        if (!type.IsGenericType)
        {
            return Activator.CreateInstance(type)!;
        }

        var element = type.GetGenericArguments()[0];
        var plain = Nullable.GetUnderlyingType(element) ?? element;
        var items = Array.CreateInstance(element, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            items.SetValue(Object(values[i], plain, name), i);
        }

        var create = typeof(ValueList).GetMethods().Single(method => method.Name == nameof(ValueList.ToValueList));
        return create.MakeGenericMethod(element).Invoke(null, [items])!;
    }
}
