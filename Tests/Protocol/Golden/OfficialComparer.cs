using System.Collections;
using System.Globalization;
using System.Text.Json;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Tests.Protocol.Golden;

/// <summary>Compares what IB's decoder delivered with what ours did, property by property, defaults included.</summary>
internal sealed class OfficialComparer(OfficialDefaults defaults)
{
    /// <summary>Where IB writes 0 or -1 for what is absent, and we say null.</summary>
    private static readonly Dictionary<string, double> NullMeans = new(StringComparer.OrdinalIgnoreCase)
    {
        ["permId"] = 0,
        ["strike"] = 0,
        ["errorTime"] = 0,
        ["volume"] = -1,
        ["wap"] = -1,
        ["count"] = -1,
        ["yieldRedemptionDate"] = 0,
    };

    /// <summary>The first difference, null when there is none.</summary>
    public string? Difference(OfficialCallback expected, object actual)
    {
        foreach (var arg in expected.Args.EnumerateObject())
        {
            var officialClass = (expected.Method, arg.Name) switch
            {
                ("bondContractDetails", "contract") => "ContractDetails",
                ("historicalTicks", "ticks") => "HistoricalTick",
                ("historicalTicksBidAsk", "ticks") => "HistoricalTickBidAsk",
                ("historicalTicksLast", "ticks") => "HistoricalTickLast",
                _ => OfficialNames.ClassOf(arg.Name),
            };
            if (Property($"{expected.Method}.{arg.Name}", officialClass, arg.Name, arg.Value, actual) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private string? Property(string path, string? officialClass, string name, JsonElement expected, object owner)
    {
        if (Derived(owner, name) is var (known, value) && known)
        {
            return Value(path, officialClass, name, expected, value);
        }

        var property = OfficialNames.Find(owner.GetType(), name);
        if (property is null)
        {
            return IsAbsent(expected) ? null : $"{path}: {owner.GetType().Name} has no such property, expected {expected}";
        }

        return Value(path, officialClass, name, expected, property.GetValue(owner));
    }

    /// <summary>Properties that IB keeps in another place or form than we do.</summary>
    private static (bool Known, object? Value) Derived(object owner, string name) => (owner, name) switch
    {
        (TwsOrder { CompeteAgainstBestUpToMid: true }, "competeAgainstBestOffset") => (true, "Infinity"),
        (ContractDataMessage m, _) when name.StartsWith("fund", StringComparison.Ordinal) => (true, Fund(m.FundDetails, name[4..])),
        (BondContractDataMessage m, "maturity") => (true, MaturityText.Split(m.MaturityText).Date),
        (BondContractDataMessage m, "lastTradeTime") => (true, MaturityText.Split(m.MaturityText).Time),
        (TwsExecution { LastLiquidity: < 0 or > 3 }, "lastLiquidity") => (true, 0),
        _ => (false, null),
    };

    private static object? Fund(FundDetails? details, string name) => (details, name) switch
    {
        (null, "DistributionPolicyIndicator" or "AssetType") => 0,
        (null, _) => null,
        (_, "DistributionPolicyIndicator") => details.DistributionPolicyIndicator switch { "N" => 1, "Y" => 2, _ => 0 },
        (_, "AssetType") => details.AssetType is null ? 0 : int.Parse(details.AssetType, CultureInfo.InvariantCulture) + 1,
        _ => OfficialNames.Find(typeof(FundDetails), name)?.GetValue(details),
    };

    private string? Value(string path, string? officialClass, string name, JsonElement expected, object? actual)
    {
        if (name == "theMap")
        {
            return SmartMap(path, expected, (IEnumerable<SmartComponent>)actual!);
        }

        return expected.ValueKind switch
        {
            JsonValueKind.Object when actual is decimal or null && officialClass == "OrderComboLeg" =>
                Scalar(path, "price", expected.TryGetProperty("price", out var price) ? price : JsonSerializer.SerializeToElement("UNSET"), actual),
            JsonValueKind.Object when actual is null => IsEmptyObject(expected) ? null : $"{path}: expected {expected}, got nothing",
            JsonValueKind.Object => Object(path, officialClass, expected, actual!),
            JsonValueKind.Array => Array(path, officialClass, expected, actual),
            _ => Scalar(path, name, expected, actual),
        };
    }

    private string? Object(string path, string? officialClass, JsonElement expected, object actual)
    {
        if (expected.TryGetProperty("conditionType", out var type) && type.GetInt32() != ConditionType(actual))
        {
            return $"{path}: condition type {type} became {actual.GetType().Name}";
        }

        return defaults.Complete(officialClass, expected)
            .Where(property => property.Name != "conditionType")
            .Select(property => Property($"{path}.{property.Name}", OfficialNames.ClassOf(property.Name), property.Name, property.Value, actual))
            .FirstOrDefault(difference => difference is not null);
    }

    private string? Array(string path, string? officialClass, JsonElement expected, object? actual)
    {
        var items = actual is IEnumerable list ? list.Cast<object?>().ToArray() : [];
        if (items.Length != expected.GetArrayLength())
        {
            return $"{path}: expected {expected.GetArrayLength()} items, got {items.Length}";
        }

        return expected.EnumerateArray()
            .Select((item, i) => Value($"{path}[{i}]", officialClass, "item", item, items[i]))
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? SmartMap(string path, JsonElement expected, IEnumerable<SmartComponent> actual)
    {
        var ours = actual.ToDictionary(c => c.BitNumber.ToString(CultureInfo.InvariantCulture), c => $"{c.Exchange}={c.ExchangeLetter}");
        var theirs = expected.EnumerateObject().ToDictionary(p => p.Name, p => $"{p.Value.GetProperty("key")}={p.Value.GetProperty("value")}");
        return ours.Count == theirs.Count && ours.All(pair => theirs.GetValueOrDefault(pair.Key) == pair.Value) ? null : $"{path}: maps differ";
    }

    private static string? Scalar(string path, string name, JsonElement expected, object? actual)
    {
        var same = expected.ValueKind switch
        {
            JsonValueKind.Null => actual is null || Text(actual).Length == 0 || (actual is ICollection { Count: 0 }) || IsEmptyList(actual),
            JsonValueKind.True => actual is true,
            JsonValueKind.False => actual is false or null,
            JsonValueKind.Number => SameNumber(name, expected.GetDouble(), actual),
            _ => SameText(name, expected.GetString()!, actual),
        };
        return same ? null : $"{path}: expected {expected.GetRawText()}, got '{actual}'";
    }

    private static bool SameText(string name, string expected, object? actual) => actual switch
    {
        null => expected is "" or "UNSET" || (NullMeans.TryGetValue(name, out var zero) && double.TryParse(expected, CultureInfo.InvariantCulture, out var given) && given == zero),
        int number => expected == "UNSET" && number == int.MaxValue,
        double number => expected == "UNSET" && number is double.MaxValue,
        decimal number => number.ToString(CultureInfo.InvariantCulture) == expected,
        _ => Text(actual) == expected,
    };

    private static bool SameNumber(string name, double expected, object? actual) => actual switch
    {
        null => NullMeans.TryGetValue(name, out var zero) && zero == expected,
        decimal number => double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) == expected,
        DateTimeOffset time => time.ToUnixTimeSeconds() == expected || time.ToUnixTimeMilliseconds() == expected,
        Enum value => Convert.ToDouble(value, CultureInfo.InvariantCulture) == expected,
        IConvertible number and not string => number.ToDouble(CultureInfo.InvariantCulture) == expected,
        _ => false,
    };

    private static string Text(object actual) => actual switch
    {
        IbOrderStatus status => status.ToWire(),
        IbExecutionSide side => side.ToWire(),
        InlineText text => text.ToString(),
        _ => actual.ToString() ?? "",
    };

    private static bool IsEmptyList(object actual) => actual is IEnumerable list and not string && !list.Cast<object?>().Any();

    private static bool IsEmptyObject(JsonElement expected) => !expected.EnumerateObject().Any();

    private static bool IsAbsent(JsonElement expected) => expected.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Number => expected.GetDouble() == 0,
        JsonValueKind.String => expected.GetString() is "" or "UNSET" or "0",
        JsonValueKind.Array => expected.GetArrayLength() == 0,
        JsonValueKind.Object => expected.EnumerateObject().All(property => IsAbsent(property.Value)),
        _ => false,
    };

    private static int ConditionType(object condition) => condition switch
    {
        PriceCondition => 1,
        TimeCondition => 3,
        MarginCondition => 4,
        ExecutionCondition => 5,
        VolumeCondition => 6,
        PercentChangeCondition => 7,
        _ => 0,
    };
}
