using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>What the desks keep per connection and request id.</summary>
internal static class Subscriptions
{
    /// <summary>Those of some clients end; each is told.</summary>
    public static void End<T>(
        this Dictionary<(ClientConnection Connection, int ReqId), T> subscriptions, Func<ClientConnection, bool> whose, Action<ClientConnection, int> tell)
    {
        foreach (var key in subscriptions.Keys.Where(key => whose(key.Connection)).ToArray())
        {
            subscriptions.Remove(key);
            tell(key.Connection, key.ReqId);
        }
    }

    public static void RemoveOf<T>(this Dictionary<(ClientConnection Connection, int ReqId), T> subscriptions, ClientConnection connection)
    {
        foreach (var key in subscriptions.Keys.Where(key => key.Connection == connection).ToArray())
        {
            subscriptions.Remove(key);
        }
    }
}
