using System.Text.Json;

namespace OrleansTrader.Tests.Protocol.Golden;

/// <summary>One frame that IB's own client sent or read, with what it meant.</summary>
internal sealed record WireVector(string Name, int ServerVersion, string Call, JsonElement Args, IReadOnlyList<OfficialCallback> Callbacks, byte[] Bytes)
{
    private const int PrefixLength = 4;

    public ReadOnlySpan<byte> Payload => Bytes.AsSpan(PrefixLength);

    public static WireVector Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement.Clone();
        var callbacks = root.TryGetProperty("callbacks", out var list)
            ? list.EnumerateArray().Select(c => new OfficialCallback(c.GetProperty("method").GetString()!, c.GetProperty("args"))).ToArray()
            : [];
        return new(
            root.GetProperty("name").GetString()!,
            root.GetProperty("server_version").GetInt32(),
            root.TryGetProperty("call", out var call) ? call.GetString()! : "",
            root.TryGetProperty("args", out var args) ? args : default,
            callbacks,
            Convert.FromHexString(root.GetProperty("hex").GetString()!));
    }
}

/// <summary>One call that IB's own decoder made.</summary>
internal sealed record OfficialCallback(string Method, JsonElement Args);
