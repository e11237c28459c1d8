using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Profit and loss of an account or of one position, once a second; daily since midnight of the server's zone.</summary>
internal sealed class PnlDesk(ExchangeFloor floor)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(ClientConnection Connection, int ReqId), Feed> _feeds = [];
    private readonly Dictionary<string, Morning> _mornings = [];
    private TimeSpan _next;

    public void Forget(ClientConnection connection) => _feeds.RemoveOf(connection);

    /// <param name="conId">Null for the whole account.</param>
    public void Subscribe(ClientConnection connection, int reqId, string? account, int? conId)
    {
        if (account is null || !floor.State.Accounts.ContainsKey(account))
        {
            floor.Error(connection, reqId, 321, $"Error validating request: invalid account code '{account}'.");
            return;
        }

        if (conId is { } id && (id <= 0 || floor.Listed.Find(id) is null))
        {
            floor.Error(connection, reqId, 200, ContractDesk.Unknown);
            return;
        }

        var feed = new Feed(account, conId);
        _feeds[(connection, reqId)] = feed;
        Send(connection, reqId, feed);
    }

    public bool Cancel(ClientConnection connection, int reqId) => _feeds.Remove((connection, reqId));

    public void Step()
    {
        if (floor.Outbox.Now < _next)
        {
            return;
        }

        _next = floor.Outbox.Now + Period;
        foreach (var ((connection, reqId), feed) in _feeds)
        {
            Send(connection, reqId, feed);
        }
    }

    private void Send(ClientConnection connection, int reqId, Feed feed)
    {
        var valuation = floor.Value(floor.State.Accounts[feed.Account]);
        var morning = MorningOf(feed.Account);
        if (feed.ConId is not { } conId)
        {
            connection.Send(new PnLMessage
            {
                ReqId = reqId,
                DailyPnL = valuation.Realized + valuation.Unrealized - morning.Totals.Values.Sum(),
                UnrealizedPnL = valuation.Unrealized,
                RealizedPnL = valuation.Realized,
            });
            return;
        }

        var position = valuation.Account.PositionOf(ConId.Of(conId));
        var unrealized = valuation.UnrealizedOf(conId);
        connection.Send(new PnLSingleMessage
        {
            ReqId = reqId,
            Position = position.Quantity,
            DailyPnL = position.Realized + unrealized - morning.Totals.GetValueOrDefault(conId),
            UnrealizedPnL = unrealized,
            RealizedPnL = position.Realized,
            Value = valuation.ValueOf(conId),
        });
    }

    /// <summary>Realized and unrealized profit by contract at the last midnight, from the trades before it at the prices of that moment.</summary>
    private Morning MorningOf(string name)
    {
        var (day, revisions) = (ServerTime.StartOfDay(floor.Now), floor.State.Revisions.Count);
        if (_mornings.TryGetValue(name, out var known) && known.Day == day && known.Revisions == revisions)
        {
            return known;
        }

        var account = floor.State.AccountAt(name, day);
        var valuation = AccountValuation.Of(account, conId => floor.Listing(ConId.Of(conId)), conId => floor.Market(ConId.Of(conId)).Prices.QuoteAt(day).Last.Value);
        return _mornings[name] = new Morning(day, revisions, valuation.Holdings.ToDictionary(static h => h.Key, static h => h.Value.Position.Realized + h.Value.Unrealized));
    }

    private sealed record Feed(string Account, int? ConId);

    private sealed record Morning(DateTimeOffset Day, int Revisions, Dictionary<int, decimal> Totals);
}
