using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>What the desks keep per connection and request id.</summary>
internal static class Subscriptions
{
    public static void RemoveOf<T>(this Dictionary<(ClientConnection Connection, int ReqId), T> subscriptions, ClientConnection connection)
    {
        foreach (var key in subscriptions.Keys.Where(key => key.Connection == connection).ToArray())
        {
            subscriptions.Remove(key);
        }
    }
}
