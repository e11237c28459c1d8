using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Positions and account values, asked once or kept up to date.</summary>
internal sealed class AccountDesk(ExchangeFloor floor)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(3);

    /// <summary>Changes of an account that follow one another faster are told together, each position as it is then.</summary>
    private static readonly TimeSpan ChangePause = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<ClientConnection> _positions = [];
    private readonly Dictionary<ClientConnection, string> _updates = [];
    private readonly Dictionary<(ClientConnection Connection, int ReqId), Feed> _feeds = [];
    private readonly Dictionary<string, SortedSet<int>> _changed = [];
    private readonly Dictionary<string, TimeSpan> _toldAt = [];
    private TimeSpan _nextRefresh = Refresh;

    public PnlDesk Pnl { get; } = new(floor);

    public void Forget(ClientConnection connection)
    {
        _positions.Remove(connection);
        _updates.Remove(connection);
        _feeds.RemoveOf(connection);
        Pnl.Forget(connection);
    }

    public void SubscribePositions(ClientConnection connection)
    {
        _positions.Add(connection);
        foreach (var account in floor.State.Accounts.Values)
        {
            foreach (var (conId, position) in account.Positions.Where(static p => p.Value.Quantity != 0))
            {
                connection.Send(PositionOf(account.Id, conId, position));
            }
        }

        connection.Send(new PositionEndMessage());
    }

    public void CancelPositions(ClientConnection connection) => _positions.Remove(connection);

    public void SubscribePositions(ClientConnection connection, PositionsMultiRequest request)
    {
        if (Accounts(connection, request.ReqId, request.Account) is not { } accounts)
        {
            return;
        }

        _feeds[(connection, request.ReqId)] = new Feed.Positions(request.Account);
        foreach (var account in accounts)
        {
            foreach (var (conId, position) in account.Positions.Where(static p => p.Value.Quantity != 0))
            {
                connection.Send(PositionMultiOf(request.ReqId, account.Id, conId, position));
            }
        }

        connection.Send(new PositionMultiEndMessage { ReqId = request.ReqId });
    }

    public void SubscribeSummary(ClientConnection connection, AccountSummaryRequest request)
    {
        if (_feeds.Count(f => f.Key.Connection == connection && f.Value is Feed.Summary && f.Key.ReqId != request.ReqId) >= 2)
        {
            floor.Error(connection, request.ReqId, 322, "Error processing request: Maximum number of account summary requests exceeded.");
            return;
        }

        var feed = new Feed.Summary(request.Tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        _feeds[(connection, request.ReqId)] = feed;
        SendSummary(connection, request.ReqId, feed);
        connection.Send(new AccountSummaryEndMessage { ReqId = request.ReqId });
    }

    public void SubscribeUpdates(ClientConnection connection, AccountUpdatesRequest request)
    {
        if (!request.Subscribe)
        {
            _updates.Remove(connection);
            return;
        }

        var name = string.IsNullOrEmpty(request.AccountCode) ? floor.State.Accounts.Keys.First() : request.AccountCode;
        if (!floor.State.Accounts.TryGetValue(name, out var account))
        {
            floor.Error(connection, -1, 321, $"Error validating request: invalid account code '{name}'.");
            return;
        }

        _updates[connection] = name;
        SendUpdates(connection, account, all: true);
        connection.Send(new AccountDownloadEndMessage { Account = name });
    }

    public void SubscribeUpdates(ClientConnection connection, AccountUpdatesMultiRequest request)
    {
        if (Accounts(connection, request.ReqId, request.Account) is not { } accounts)
        {
            return;
        }

        var feed = new Feed.Updates(request.Account, request.LedgerAndNLV);
        _feeds[(connection, request.ReqId)] = feed;
        foreach (var account in accounts)
        {
            SendMulti(connection, request.ReqId, account, feed.LedgerOnly);
        }

        connection.Send(new AccountUpdateMultiEndMessage { ReqId = request.ReqId });
    }

    public void CancelFeed(ClientConnection connection, int reqId)
    {
        if (!_feeds.Remove((connection, reqId)))
        {
            Pnl.Cancel(connection, reqId);
        }
    }

    /// <summary>An account's position and cash changed by a fill.</summary>
    public void Changed(AccountId id, ConId conId)
    {
        if (!_changed.TryGetValue(id.Value, out var conIds))
        {
            _changed.Add(id.Value, conIds = []);
        }

        if (conIds.Count == 0)
        {
            var soon = floor.Outbox.Now + floor.Options.OrderEventDelay;
            var next = _toldAt.TryGetValue(id.Value, out var told) ? told + ChangePause : soon;
            floor.Outbox.At(next > soon ? next : soon, () => SendChanges(id.Value, conIds));
        }

        conIds.Add(conId.Value);
    }

    /// <summary>Sends what is due once a second or every three minutes.</summary>
    public void Step()
    {
        Pnl.Step();
        var now = floor.Outbox.Now;
        if (now >= _nextRefresh)
        {
            _nextRefresh = now + Refresh;
            SendAgain();
        }
    }

    private void SendAgain()
    {
        foreach (var (connection, name) in _updates)
        {
            SendUpdates(connection, floor.State.Accounts[name], all: true);
        }

        foreach (var ((connection, reqId), feed) in _feeds)
        {
            if (feed is Feed.Summary summary)
            {
                SendSummary(connection, reqId, summary);
            }
        }
    }

    private void SendChanges(string name, SortedSet<int> changed)
    {
        int[] conIds = [.. changed];
        changed.Clear();
        _toldAt[name] = floor.Outbox.Now;
        var account = floor.State.Accounts[name];
        foreach (var connection in _positions)
        {
            Array.ForEach(conIds, conId => connection.Send(PositionOf(account.Id, conId, account.PositionOf(ConId.Of(conId)))));
        }

        foreach (var (connection, _) in _updates.Where(u => u.Value == name))
        {
            var valuation = floor.Value(account);
            Array.ForEach(conIds, conId => SendPortfolio(connection, valuation, conId));
            SendUpdates(connection, account, all: false);
        }

        foreach (var ((connection, reqId), feed) in _feeds)
        {
            if (feed is Feed.Positions positions && Covers(positions.Account, account))
            {
                Array.ForEach(conIds, conId => connection.Send(PositionMultiOf(reqId, account.Id, conId, account.PositionOf(ConId.Of(conId)))));
            }
            else if (feed is Feed.Updates updates && Covers(updates.Account, account))
            {
                SendMulti(connection, reqId, account, updates.LedgerOnly);
            }
        }
    }

    private void SendUpdates(ClientConnection connection, SimulatedAccount account, bool all)
    {
        var valuation = floor.Value(account);
        foreach (var (key, value, currency) in valuation.Values().Concat(valuation.Ledger()))
        {
            connection.Send(new AccountValueMessage { Key = key, Value = value, Currency = currency, AccountName = account.Id.Value });
        }

        foreach (var (conId, _) in account.Positions.Where(p => all && p.Value.Quantity != 0))
        {
            SendPortfolio(connection, valuation, conId);
        }

        var time = ServerTime.ToLocal(floor.Now).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        connection.Send(new AccountUpdateTimeMessage { Timestamp = time });
    }

    private void SendPortfolio(ClientConnection connection, AccountValuation valuation, int conId)
    {
        var position = valuation.Account.Positions.GetValueOrDefault(conId) ?? SimulatedPosition.Flat;
        connection.Send(new PortfolioValueMessage
        {
            Contract = WireContracts.Contract(floor.Listing(ConId.Of(conId))),
            Position = position.Quantity,
            MarketPrice = valuation.PriceOf(conId),
            MarketValue = position.Quantity * valuation.PriceOf(conId),
            AverageCost = position.AverageCost,
            UnrealizedPNL = Math.Round(valuation.UnrealizedOf(conId), 2),
            RealizedPNL = Math.Round(position.Realized, 2),
            AccountName = valuation.Account.Id.Value,
        });
    }

    private void SendMulti(ClientConnection connection, int reqId, SimulatedAccount account, bool ledgerOnly)
    {
        var valuation = floor.Value(account);
        var values = ledgerOnly ? valuation.Ledger() : valuation.Values().Concat(valuation.Ledger());
        foreach (var (key, value, currency) in values)
        {
            connection.Send(new AccountUpdateMultiMessage { ReqId = reqId, Account = account.Id.Value, Key = key, Value = value, Currency = currency });
        }
    }

    private void SendSummary(ClientConnection connection, int reqId, Feed.Summary feed)
    {
        foreach (var account in floor.State.Accounts.Values)
        {
            var valuation = floor.Value(account);
            var ledger = feed.Tags.Any(static tag => tag.StartsWith("$LEDGER", StringComparison.Ordinal));
            foreach (var (tag, value, currency) in valuation.Values().Where(v => feed.Tags.Contains(v.Key)).Concat(ledger ? valuation.Ledger() : []))
            {
                connection.Send(new AccountSummaryMessage { ReqId = reqId, Account = account.Id.Value, Tag = tag, Value = value, Currency = currency });
            }
        }
    }

    private PositionMessage PositionOf(AccountId account, int conId, SimulatedPosition position) => new()
    {
        Account = account.Value,
        Contract = WireContracts.Contract(floor.Listing(ConId.Of(conId))) with { Exchange = null, PrimaryExch = null },
        Position = position.Quantity,
        AvgCost = position.AverageCost,
    };

    private PositionMultiMessage PositionMultiOf(int reqId, AccountId account, int conId, SimulatedPosition position) => new()
    {
        ReqId = reqId,
        Account = account.Value,
        Contract = WireContracts.Contract(floor.Listing(ConId.Of(conId))) with { Exchange = null, PrimaryExch = null },
        Position = position.Quantity,
        AvgCost = position.AverageCost,
    };

    /// <summary>The accounts that a request names; null after it was refused.</summary>
    private SimulatedAccount[]? Accounts(ClientConnection connection, int reqId, string? name)
    {
        if (name is null or "" or "All")
        {
            return [.. floor.State.Accounts.Values];
        }

        if (floor.State.Accounts.TryGetValue(name, out var account))
        {
            return [account];
        }

        floor.Error(connection, reqId, 321, $"Error validating request: invalid account code '{name}'.");
        return null;
    }

    private static bool Covers(string? name, SimulatedAccount account) => name is null or "" or "All" || name == account.Id.Value;

    private abstract record Feed
    {
        public sealed record Summary(string[] Tags) : Feed;

        public sealed record Positions(string? Account) : Feed;

        public sealed record Updates(string? Account, bool LedgerOnly) : Feed;
    }
}
