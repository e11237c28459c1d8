using System.Collections.Concurrent;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Translation;

namespace OrleansTrader.IbBridge.MarketData;

/// <summary>Which data farms are down, as the gateway's notices say (2103, 2104). A new session starts with none: the gateway tells again.</summary>
internal sealed class FarmBoard(LineTable lines) : IDataFarms
{
    private readonly ConcurrentDictionary<string, bool> _down = new(StringComparer.OrdinalIgnoreCase);

    public bool IsDown(ConId conId) =>
        !_down.IsEmpty && lines.Find(conId) is { } instrument && _down.Keys.Any(farm => FarmNames.MayServe(farm, instrument));

    /// <summary>Notes a farm's state and tells its lines; a repeat changes nothing.</summary>
    public void Note(string farm, bool up, int code, string text)
    {
        if (up ? _down.TryRemove(farm, out _) : _down.TryAdd(farm, true))
        {
            lines.ReportFarm(farm, up, code, text);
        }
    }

    public void Clear() => _down.Clear();
}
