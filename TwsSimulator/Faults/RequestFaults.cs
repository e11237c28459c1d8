using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Exchange;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>What faults do to a request before a desk hears of it, and to its answer. Exchange thread only.</summary>
internal sealed class RequestFaults(ExchangeFloor floor)
{
    private const int UsualRate = 50;
    private const int UsualWarnings = 3;

    private readonly Dictionary<ClientConnection, MessageRate> _rates = [];
    private readonly HistoryPace _pace = new();
    private readonly TickPace _tickPace = new();

    public void Forget(ClientConnection connection) => _rates.Remove(connection);

    /// <returns>True when the request has been dealt with and goes no further.</returns>
    public bool Take(ClientConnection connection, ClientMessage message)
    {
        if (floor.Faults.IsEmpty)
        {
            return false;
        }

        if (message is StartApiRequest start)
        {
            return Login(connection, start);
        }

        return connection.ClientId is not null
            && (IsTooMuch(connection) || IsLost(connection, message) || IsUnanswered(connection, message) || Compete(connection, message) || IsHasty(connection, message) || IsFarmDown(connection, message));
    }

    /// <summary>What the faults in force leave of the answer; null when nothing is wrong with it.</summary>
    public AnswerFilter? FilterFor(ClientConnection connection, ClientMessage message)
    {
        if (floor.Faults.IsEmpty || connection.ClientId is not { } clientId || Answers.NameOf(message) is not { } name)
        {
            return null;
        }

        var scope = FaultScope.OfRequest(clientId, name);
        var part = floor.Faults.Use(FaultKind.Snapshot, scope);
        var noEnd = floor.Faults.Use(FaultKind.NoEnd, scope) is not null;
        return part is null && !noEnd ? null : new AnswerFilter(part is null ? null : part.Request.Keep ?? 0, noEnd);
    }

    private bool Login(ClientConnection connection, StartApiRequest start)
    {
        if (floor.Faults.Use(FaultKind.Login, FaultScope.OfClient(start.ClientId)) is null)
        {
            return false;
        }

        connection.CloseAfterSending();
        return true;
    }

    /// <summary>Above the rate a request is refused with error 100, and at last the connection is closed.</summary>
    private bool IsTooMuch(ClientConnection connection)
    {
        if (floor.Faults.Find(FaultKind.TooManyMessages, FaultScope.OfClient(connection.ClientId)) is not { } fault)
        {
            return false;
        }

        if (!_rates.TryGetValue(connection, out var rate))
        {
            _rates.Add(connection, rate = new MessageRate());
        }

        var limit = fault.Request.PerSecond ?? UsualRate;
        if (!rate.IsAbove(limit, floor.Outbox.Now))
        {
            return false;
        }

        floor.Error(connection, -1, 100, $"Max rate of messages per second has been exceeded:max={limit} rec={rate.Received} ({rate.Warnings})");
        if (rate.Warnings >= (fault.Request.Warnings ?? UsualWarnings))
        {
            connection.CloseAfterSending();
        }

        return true;
    }

    private bool IsLost(ClientConnection connection, ClientMessage message) =>
        message is PlaceOrderRequest place && floor.Faults.Use(FaultKind.LostOrder, ScopeOf(connection, place)) is not null;

    private bool IsUnanswered(ClientConnection connection, ClientMessage message) =>
        Answers.NameOf(message) is { } name && floor.Faults.Use(FaultKind.NoAnswer, FaultScope.OfRequest(connection.ClientId!.Value, name)) is not null;

    private bool Compete(ClientConnection connection, ClientMessage message)
    {
        (int ReqId, int Code, string Text)? refusal = message switch
        {
            MktDataRequest r => (r.ReqId, 10197, FaultStrikes.CompetingText),
            RealTimeBarsRequest r => (r.ReqId, 10197, FaultStrikes.CompetingText),
            MktDepthRequest r => (r.ReqId, 10197, FaultStrikes.CompetingText),
            TickByTickDataRequest r => (r.ReqId, 10189, "Failed to request tick-by-tick data:Trading TWS session is connected from a different IP address"),
            HistoricalDataRequest r => (r.ReqId, 162, "Historical Market Data Service error message:Trading TWS session is connected from a different IP address"),
            _ => null,
        };
        if (refusal is not { } because || floor.Faults.Use(FaultKind.CompetingSession, FaultScope.OfClient(connection.ClientId)) is null)
        {
            return false;
        }

        floor.Error(connection, because.ReqId, because.Code, because.Text);
        return true;
    }

    private bool IsHasty(ClientConnection connection, ClientMessage message)
    {
        if (message is not TickByTickDataRequest request
            || floor.Faults.Find(FaultKind.TickPacing, FaultScope.OfClient(connection.ClientId)) is null || _tickPace.Keeps(request, floor.Outbox.Now))
        {
            return false;
        }

        floor.Error(connection, request.ReqId, 10190, "Max number of tick-by-tick requests has been reached.");
        return true;
    }

    /// <summary>While its farm is down history is refused, as is what comes too soon, and contract queries stay unanswered.</summary>
    private bool IsFarmDown(ClientConnection connection, ClientMessage message)
    {
        var scope = FaultScope.OfClient(connection.ClientId);
        if (message is HistoricalDataRequest history && floor.Faults.Find(FaultKind.HistoryFarmDown, scope) is not null)
        {
            floor.Error(connection, history.ReqId, 162, "Historical Market Data Service error message:HMDS server disconnect occurred.  Attempting reconnection...");
            return true;
        }

        if (message is HistoricalDataRequest asked && floor.Faults.Find(FaultKind.HistoryPacing, scope) is not null && !_pace.Keeps(asked, floor.Outbox.Now))
        {
            floor.Error(connection, asked.ReqId, 162, "Historical Market Data Service error message:Historical data request pacing violation");
            return true;
        }

        return message is ContractDetailsRequest && floor.Faults.Find(FaultKind.DefinitionFarmDown, scope) is not null;
    }

    private static FaultScope ScopeOf(ClientConnection connection, PlaceOrderRequest place) =>
        new(place.Order.Account, place.Order.OrderRef, place.Contract.ConId, connection.ClientId);

    /// <summary>The messages of one client in the second that runs.</summary>
    private sealed class MessageRate
    {
        private TimeSpan _since;

        public int Received { get; private set; }

        public int Warnings { get; private set; }

        public bool IsAbove(int limit, TimeSpan now)
        {
            if (now - _since >= TimeSpan.FromSeconds(1))
            {
                (_since, Received) = (now, 0);
            }

            if (++Received <= limit)
            {
                return false;
            }

            Warnings++;
            return true;
        }
    }
}
