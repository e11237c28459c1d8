using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol;

/// <summary>Every request the server side can read: one line each.</summary>
internal static class ClientMessageTable
{
    private static readonly Row[] Rows =
    [
        Entry(ClientMessageId.StartApi, static (ref FieldReader fields, int _) => StartApiRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqIds, static (ref FieldReader fields, int _) => IdsRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqManagedAccts, static (ref FieldReader fields, int _) => ManagedAcctsRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqCurrentTime, static (ref FieldReader fields, int _) => CurrentTimeRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqCurrentTimeInMillis, static (ref FieldReader fields, int _) => CurrentTimeInMillisRequest.Decode(ref fields)),
        Entry(ClientMessageId.SetServerLogLevel, static (ref FieldReader fields, int _) => SetServerLogLevelRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqUserInfo, static (ref FieldReader fields, int _) => UserInfoRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqMktData, static (ref FieldReader fields, int _) => MktDataRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelMktData, static (ref FieldReader fields, int _) => CancelMktDataRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqMarketDataType, static (ref FieldReader fields, int _) => MarketDataTypeRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqTickByTickData, static (ref FieldReader fields, int _) => TickByTickDataRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelTickByTickData, static (ref FieldReader fields, int _) => CancelTickByTickDataRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqRealTimeBars, static (ref FieldReader fields, int _) => RealTimeBarsRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelRealTimeBars, static (ref FieldReader fields, int _) => CancelRealTimeBarsRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqMktDepth, static (ref FieldReader fields, int _) => MktDepthRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelMktDepth, static (ref FieldReader fields, int _) => CancelMktDepthRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqMktDepthExchanges, static (ref FieldReader fields, int _) => MktDepthExchangesRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqSmartComponents, static (ref FieldReader fields, int _) => SmartComponentsRequest.Decode(ref fields)),
        Entry(ClientMessageId.CalculateImpliedVolatility, static (ref FieldReader fields, int _) => CalculateImpliedVolatilityRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelCalculateImpliedVolatility, static (ref FieldReader fields, int _) => CancelCalculateImpliedVolatilityRequest.Decode(ref fields)),
        Entry(ClientMessageId.CalculateOptionPrice, static (ref FieldReader fields, int _) => CalculateOptionPriceRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelCalculateOptionPrice, static (ref FieldReader fields, int _) => CancelCalculateOptionPriceRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqHistoricalData, static (ref FieldReader fields, int _) => HistoricalDataRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelHistoricalData, static (ref FieldReader fields, int _) => CancelHistoricalDataRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqHeadTimestamp, static (ref FieldReader fields, int _) => HeadTimestampRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelHeadTimestamp, static (ref FieldReader fields, int _) => CancelHeadTimestampRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqHistoricalTicks, static (ref FieldReader fields, int _) => HistoricalTicksRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqHistogramData, static (ref FieldReader fields, int _) => HistogramDataRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelHistogramData, static (ref FieldReader fields, int _) => CancelHistogramDataRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqContractDetails, static (ref FieldReader fields, int _) => ContractDetailsRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqMatchingSymbols, static (ref FieldReader fields, int _) => MatchingSymbolsRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqSecDefOptParams, static (ref FieldReader fields, int _) => SecDefOptParamsRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqMarketRule, static (ref FieldReader fields, int _) => MarketRuleRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqFamilyCodes, static (ref FieldReader fields, int _) => FamilyCodesRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqSoftDollarTiers, static (ref FieldReader fields, int _) => SoftDollarTiersRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqAccountUpdates, static (ref FieldReader fields, int _) => AccountUpdatesRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqAccountSummary, static (ref FieldReader fields, int _) => AccountSummaryRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelAccountSummary, static (ref FieldReader fields, int _) => CancelAccountSummaryRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqPositions, static (ref FieldReader fields, int _) => PositionsRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelPositions, static (ref FieldReader fields, int _) => CancelPositionsRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqPositionsMulti, static (ref FieldReader fields, int _) => PositionsMultiRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelPositionsMulti, static (ref FieldReader fields, int _) => CancelPositionsMultiRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqAccountUpdatesMulti, static (ref FieldReader fields, int _) => AccountUpdatesMultiRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelAccountUpdatesMulti, static (ref FieldReader fields, int _) => CancelAccountUpdatesMultiRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqPnL, static (ref FieldReader fields, int _) => PnLRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelPnL, static (ref FieldReader fields, int _) => CancelPnLRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqPnLSingle, static (ref FieldReader fields, int _) => PnLSingleRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelPnLSingle, static (ref FieldReader fields, int _) => CancelPnLSingleRequest.Decode(ref fields)),
        Entry(ClientMessageId.RequestFA, static (ref FieldReader fields, int _) => FaRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReplaceFA, static (ref FieldReader fields, int _) => ReplaceFaRequest.Decode(ref fields)),
        Entry(ClientMessageId.PlaceOrder, PlaceOrderRequest.Decode),
        Entry(ClientMessageId.CancelOrder, CancelOrderRequest.Decode),
        Entry(ClientMessageId.ReqGlobalCancel, GlobalCancelRequest.Decode),
        Entry(ClientMessageId.ReqOpenOrders, static (ref FieldReader fields, int _) => OpenOrdersRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqAllOpenOrders, static (ref FieldReader fields, int _) => AllOpenOrdersRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqAutoOpenOrders, static (ref FieldReader fields, int _) => AutoOpenOrdersRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqExecutions, static (ref FieldReader fields, int _) => ExecutionsRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqCompletedOrders, static (ref FieldReader fields, int _) => CompletedOrdersRequest.Decode(ref fields)),
        Entry(ClientMessageId.ExerciseOptions, ExerciseOptionsRequest.Decode),
        Entry(ClientMessageId.ReqNewsProviders, static (ref FieldReader fields, int _) => NewsProvidersRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqNewsBulletins, static (ref FieldReader fields, int _) => NewsBulletinsRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelNewsBulletins, static (ref FieldReader fields, int _) => CancelNewsBulletinsRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqHistoricalNews, static (ref FieldReader fields, int _) => HistoricalNewsRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqNewsArticle, static (ref FieldReader fields, int _) => NewsArticleRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqScannerParameters, static (ref FieldReader fields, int _) => ScannerParametersRequest.Decode(ref fields)),
        Entry(ClientMessageId.ReqScannerSubscription, static (ref FieldReader fields, int _) => ScannerSubscriptionRequest.Decode(ref fields)),
        Entry(ClientMessageId.CancelScannerSubscription, static (ref FieldReader fields, int _) => CancelScannerSubscriptionRequest.Decode(ref fields)),
    ];

    private static readonly Row?[] ById = Index();

    internal delegate ClientMessage Decoder(ref FieldReader fields, int serverVersion);

    public static Row? Find(int id) => (uint)id < (uint)ById.Length ? ById[id] : null;

    private static Row Entry(ClientMessageId id, Decoder decode) => new((int)id, id.ToString(), decode);

    private static Row?[] Index()
    {
        var index = new Row?[Rows.Max(row => row.Id) + 1];
        foreach (var row in Rows)
        {
            index[row.Id] = row;
        }

        return index;
    }

    internal sealed record Row(int Id, string Name, Decoder Decode);
}
