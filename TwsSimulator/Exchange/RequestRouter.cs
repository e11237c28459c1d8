using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Hands each request to its desk; what is not simulated gets a clear error, never silence.</summary>
internal sealed class RequestRouter(
    ExchangeFloor floor, OrderDesk orders, OrderLists lists, DataDesks data, AccountDesk accounts, ExerciseDesk exercises, ReferenceDesk reference, LatencyLog latencies)
{
    /// <summary>Orders made by hand belong to it.</summary>
    private const int DefaultClient = 0;

    public void Handle(ClientConnection connection, ClientMessage message, long readAt)
    {
        if (connection.ClientId is { } clientId)
        {
            if (!Session(connection, clientId, message) && !Orders(connection, clientId, message, readAt)
                && !Data(connection, message) && !Accounts(connection, message))
            {
                NotSimulated(connection, message);
            }
        }
        else if (message is StartApiRequest start)
        {
            Start(connection, start);
        }
    }

    private void Start(ClientConnection connection, StartApiRequest request)
    {
        var inUse = floor.Faults.Use(FaultKind.ClientIdInUse, FaultScope.OfClient(request.ClientId)) is not null;
        if (inUse || !floor.Register(request.ClientId, connection))
        {
            floor.Error(connection, -1, 326, "Unable to connect as the client id is already in use. Retry with a unique client id.");
            connection.CloseAfterSending();
            return;
        }

        ManagedAccounts(connection);
        NextValidId(connection, request.ClientId);
        foreach (var (code, text) in Farms.Notices(floor.Faults))
        {
            floor.Error(connection, -1, code, text);
        }

        if (!floor.LinkUp)
        {
            floor.Error(connection, -1, 1100, "Connectivity between IBKR and Trader Workstation has been lost.");
        }
    }

    private bool Session(ClientConnection connection, int clientId, ClientMessage message)
    {
        switch (message)
        {
            case StartApiRequest or SetServerLogLevelRequest:
                return true;
            case IdsRequest:
                NextValidId(connection, clientId);
                return true;
            case ManagedAcctsRequest:
                ManagedAccounts(connection);
                return true;
            case CurrentTimeRequest:
                connection.Send(new CurrentTimeMessage { Time = floor.Now });
                return true;
            case CurrentTimeInMillisRequest:
                connection.Send(new CurrentTimeInMillisMessage { Time = floor.Now });
                return true;
            case UserInfoRequest request:
                connection.Send(new UserInfoMessage { ReqId = request.ReqId });
                return true;
            default:
                return false;
        }
    }

    private bool Orders(ClientConnection connection, int clientId, ClientMessage message, long readAt)
    {
        switch (message)
        {
            case PlaceOrderRequest request:
                latencies.Order(connection, clientId, request, readAt);
                orders.Place(connection, clientId, new OrderTicket(request.OrderId, request.Contract, request.Order));
                return true;
            case CancelOrderRequest request:
                orders.Cancel(connection, clientId, request.OrderId);
                return true;
            case GlobalCancelRequest:
                orders.CancelAll();
                return true;
            case OpenOrdersRequest:
                if (clientId == DefaultClient)
                {
                    lists.Bind(connection);
                }

                lists.OpenOrders(connection, order => order.ClientId == clientId);
                return true;
            case AllOpenOrdersRequest:
                lists.OpenOrders(connection, static _ => true);
                return true;
            case AutoOpenOrdersRequest when clientId != DefaultClient:
                floor.Error(connection, -1, 327, "Only the default client (i.e 0) can auto bind orders.");
                return true;
            case AutoOpenOrdersRequest request:
                floor.BindsOrders = request.AutoBind;
                if (request.AutoBind)
                {
                    lists.Bind(connection);
                }

                lists.OpenOrders(connection, static order => order.ClientId == DefaultClient);
                return true;
            case ExerciseOptionsRequest request:
                exercises.Request(connection, request);
                return true;
            case CompletedOrdersRequest request:
                lists.CompletedOrders(connection, request.ApiOnly);
                return true;
            case ExecutionsRequest request:
                lists.Executions(connection, request);
                return true;
            default:
                return false;
        }
    }

    private bool Data(ClientConnection connection, ClientMessage message)
    {
        switch (message)
        {
            case MktDataRequest request:
                data.Quotes.Subscribe(connection, request);
                return true;
            case CancelMktDataRequest request:
                data.Quotes.Cancel(connection, request.ReqId);
                return true;
            case MarketDataTypeRequest request:
                data.Quotes.SetDataType(connection, request.MarketDataType);
                return true;
            case RealTimeBarsRequest request:
                data.Streams.SubscribeBars(connection, request);
                return true;
            case CancelRealTimeBarsRequest request:
                data.Streams.CancelBars(connection, request.ReqId);
                return true;
            case TickByTickDataRequest request:
                data.Streams.SubscribeTicks(connection, request);
                return true;
            case CancelTickByTickDataRequest request:
                data.Streams.CancelTicks(connection, request.ReqId);
                return true;
            case MktDepthRequest request:
                data.Depth.Subscribe(connection, request);
                return true;
            case CancelMktDepthRequest request:
                data.Depth.Cancel(connection, request.ReqId);
                return true;
            default:
                return Past(connection, message) || Reference(connection, message);
        }
    }

    private bool Past(ClientConnection connection, ClientMessage message)
    {
        switch (message)
        {
            case HistoricalDataRequest request:
                data.History.Request(connection, request);
                return true;
            case CancelHistoricalDataRequest request:
                data.History.Cancel(connection, request.ReqId);
                return true;
            case HeadTimestampRequest request:
                data.History.HeadTimestamp(connection, request);
                return true;
            case HistoricalTicksRequest request:
                data.Past.Request(connection, request);
                return true;
            case HistogramDataRequest request:
                data.Past.Histogram(connection, request);
                return true;
            case CancelHeadTimestampRequest or CancelHistogramDataRequest or CancelCalculateOptionPriceRequest or CancelCalculateImpliedVolatilityRequest:
                return true; // They are answered at once: there is nothing left to cancel.
            case CalculateImpliedVolatilityRequest request:
                data.Options.Volatility(connection, request);
                return true;
            case CalculateOptionPriceRequest request:
                data.Options.Price(connection, request);
                return true;
            default:
                return false;
        }
    }

    private bool Reference(ClientConnection connection, ClientMessage message)
    {
        switch (message)
        {
            case ContractDetailsRequest request:
                reference.ContractDetails(connection, request);
                return true;
            case MarketRuleRequest request:
                reference.MarketRule(connection, request.MarketRuleId);
                return true;
            case MatchingSymbolsRequest request:
                reference.MatchingSymbols(connection, request);
                return true;
            case SecDefOptParamsRequest request:
                reference.OptionChain(connection, request);
                return true;
            case MktDepthExchangesRequest:
                reference.DepthExchanges(connection);
                return true;
            case SmartComponentsRequest request:
                reference.SmartComponents(connection, request);
                return true;
            case FamilyCodesRequest:
                reference.FamilyCodes(connection);
                return true;
            case SoftDollarTiersRequest request:
                ReferenceDesk.SoftDollarTiers(connection, request.ReqId);
                return true;
            default:
                return false;
        }
    }

    private bool Accounts(ClientConnection connection, ClientMessage message)
    {
        switch (message)
        {
            case PositionsRequest:
                accounts.SubscribePositions(connection);
                return true;
            case CancelPositionsRequest:
                accounts.CancelPositions(connection);
                return true;
            case PositionsMultiRequest request:
                accounts.SubscribePositions(connection, request);
                return true;
            case AccountSummaryRequest request:
                accounts.SubscribeSummary(connection, request);
                return true;
            case AccountUpdatesRequest request:
                accounts.SubscribeUpdates(connection, request);
                return true;
            case AccountUpdatesMultiRequest request:
                accounts.SubscribeUpdates(connection, request);
                return true;
            case PnLRequest request:
                accounts.Pnl.Subscribe(connection, request.ReqId, request.Account, null);
                return true;
            case PnLSingleRequest request:
                accounts.Pnl.Subscribe(connection, request.ReqId, request.Account, request.ConId);
                return true;
            default:
                return CancelAccounts(connection, message);
        }
    }

    private bool CancelAccounts(ClientConnection connection, ClientMessage message)
    {
        int? reqId = message switch
        {
            CancelPositionsMultiRequest request => request.ReqId,
            CancelAccountSummaryRequest request => request.ReqId,
            CancelAccountUpdatesMultiRequest request => request.ReqId,
            CancelPnLRequest request => request.ReqId,
            CancelPnLSingleRequest request => request.ReqId,
            _ => null,
        };
        if (reqId is { } id)
        {
            accounts.CancelFeed(connection, id);
        }

        return reqId is not null;
    }

    private void ManagedAccounts(ClientConnection connection) =>
        connection.Send(new ManagedAccountsMessage { AccountsList = string.Join(',', floor.State.Accounts.Keys) });

    private void NextValidId(ClientConnection connection, int clientId) =>
        connection.Send(new NextValidIdMessage { OrderId = floor.State.NextOrderId(clientId) });

    private void NotSimulated(ClientConnection connection, ClientMessage message)
    {
        var id = message.GetType().GetProperty("ReqId")?.GetValue(message) as int? ?? -1;
        floor.Error(connection, id, 321, $"Error validating request: {message.MessageId} is not simulated.");
    }
}
