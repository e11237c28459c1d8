using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol;

/// <summary>Every message the client side reads as a record: one line each. The hot ones are in <see cref="ServerMessageDecoder"/>.</summary>
internal static class ServerMessageTable
{
    private static readonly Row[] Rows =
    [
        Entry(ServerMessageId.ManagedAccounts, static (ref FieldReader fields, int _) => ManagedAccountsMessage.Decode(ref fields)),
        Entry(ServerMessageId.NextValidId, static (ref FieldReader fields, int _) => NextValidIdMessage.Decode(ref fields)),
        Entry(ServerMessageId.CurrentTime, static (ref FieldReader fields, int _) => CurrentTimeMessage.Decode(ref fields)),
        Entry(ServerMessageId.CurrentTimeInMillis, static (ref FieldReader fields, int _) => CurrentTimeInMillisMessage.Decode(ref fields)),
        Entry(ServerMessageId.ErrMsg, ErrMsgMessage.Decode),
        Entry(ServerMessageId.UserInfo, static (ref FieldReader fields, int _) => UserInfoMessage.Decode(ref fields)),
        Entry(ServerMessageId.TickReqParams, static (ref FieldReader fields, int _) => TickReqParamsMessage.Decode(ref fields)),
        Entry(ServerMessageId.TickSnapshotEnd, static (ref FieldReader fields, int _) => TickSnapshotEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.MarketDataType, static (ref FieldReader fields, int _) => MarketDataTypeMessage.Decode(ref fields)),
        Entry(ServerMessageId.TickOptionComputation, static (ref FieldReader fields, int _) => TickOptionComputationMessage.Decode(ref fields)),
        Entry(ServerMessageId.TickEFP, static (ref FieldReader fields, int _) => TickEfpMessage.Decode(ref fields)),
        Entry(ServerMessageId.RerouteMktDataReq, static (ref FieldReader fields, int _) => RerouteMktDataReqMessage.Decode(ref fields)),
        Entry(ServerMessageId.RerouteMktDepthReq, static (ref FieldReader fields, int _) => RerouteMktDepthReqMessage.Decode(ref fields)),
        Entry(ServerMessageId.MarketDepth, static (ref FieldReader fields, int _) => MarketDepthMessage.Decode(ref fields)),
        Entry(ServerMessageId.MarketDepthL2, static (ref FieldReader fields, int _) => MarketDepthL2Message.Decode(ref fields)),
        Entry(ServerMessageId.MktDepthExchanges, static (ref FieldReader fields, int _) => MktDepthExchangesMessage.Decode(ref fields)),
        Entry(ServerMessageId.SmartComponents, static (ref FieldReader fields, int _) => SmartComponentsMessage.Decode(ref fields)),
        Entry(ServerMessageId.HistoricalData, HistoricalDataMessage.Decode),
        Entry(ServerMessageId.HistoricalDataEnd, static (ref FieldReader fields, int _) => HistoricalDataEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.HistoricalDataUpdate, static (ref FieldReader fields, int _) => HistoricalDataUpdateMessage.Decode(ref fields)),
        Entry(ServerMessageId.HeadTimestamp, static (ref FieldReader fields, int _) => HeadTimestampMessage.Decode(ref fields)),
        Entry(ServerMessageId.HistogramData, static (ref FieldReader fields, int _) => HistogramDataMessage.Decode(ref fields)),
        Entry(ServerMessageId.HistoricalSchedule, static (ref FieldReader fields, int _) => HistoricalScheduleMessage.Decode(ref fields)),
        Entry(ServerMessageId.HistoricalTicks, static (ref FieldReader fields, int _) => HistoricalTicksMessage.Decode(ref fields)),
        Entry(ServerMessageId.HistoricalTicksBidAsk, static (ref FieldReader fields, int _) => HistoricalTicksBidAskMessage.Decode(ref fields)),
        Entry(ServerMessageId.HistoricalTicksLast, static (ref FieldReader fields, int _) => HistoricalTicksLastMessage.Decode(ref fields)),
        Entry(ServerMessageId.ContractData, ContractDataMessage.Decode),
        Entry(ServerMessageId.BondContractData, BondContractDataMessage.Decode),
        Entry(ServerMessageId.ContractDataEnd, static (ref FieldReader fields, int _) => ContractDataEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.SecDefOptParams, static (ref FieldReader fields, int _) => SecDefOptParamsMessage.Decode(ref fields)),
        Entry(ServerMessageId.SecDefOptParamsEnd, static (ref FieldReader fields, int _) => SecDefOptParamsEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.MarketRule, static (ref FieldReader fields, int _) => MarketRuleMessage.Decode(ref fields)),
        Entry(ServerMessageId.SymbolSamples, static (ref FieldReader fields, int _) => SymbolSamplesMessage.Decode(ref fields)),
        Entry(ServerMessageId.FamilyCodes, static (ref FieldReader fields, int _) => FamilyCodesMessage.Decode(ref fields)),
        Entry(ServerMessageId.SoftDollarTiers, static (ref FieldReader fields, int _) => SoftDollarTiersMessage.Decode(ref fields)),
        Entry(ServerMessageId.DeltaNeutralValidation, static (ref FieldReader fields, int _) => DeltaNeutralValidationMessage.Decode(ref fields)),
        Entry(ServerMessageId.Position, static (ref FieldReader fields, int _) => PositionMessage.Decode(ref fields)),
        Entry(ServerMessageId.PositionEnd, static (ref FieldReader fields, int _) => PositionEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.PositionMulti, static (ref FieldReader fields, int _) => PositionMultiMessage.Decode(ref fields)),
        Entry(ServerMessageId.PositionMultiEnd, static (ref FieldReader fields, int _) => PositionMultiEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.AccountValue, static (ref FieldReader fields, int _) => AccountValueMessage.Decode(ref fields)),
        Entry(ServerMessageId.PortfolioValue, static (ref FieldReader fields, int _) => PortfolioValueMessage.Decode(ref fields)),
        Entry(ServerMessageId.AccountUpdateTime, static (ref FieldReader fields, int _) => AccountUpdateTimeMessage.Decode(ref fields)),
        Entry(ServerMessageId.AccountDownloadEnd, static (ref FieldReader fields, int _) => AccountDownloadEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.AccountSummary, static (ref FieldReader fields, int _) => AccountSummaryMessage.Decode(ref fields)),
        Entry(ServerMessageId.AccountSummaryEnd, static (ref FieldReader fields, int _) => AccountSummaryEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.AccountUpdateMulti, static (ref FieldReader fields, int _) => AccountUpdateMultiMessage.Decode(ref fields)),
        Entry(ServerMessageId.AccountUpdateMultiEnd, static (ref FieldReader fields, int _) => AccountUpdateMultiEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.Pnl, static (ref FieldReader fields, int _) => PnLMessage.Decode(ref fields)),
        Entry(ServerMessageId.PnlSingle, static (ref FieldReader fields, int _) => PnLSingleMessage.Decode(ref fields)),
        Entry(ServerMessageId.ReceiveFA, static (ref FieldReader fields, int _) => ReceiveFaMessage.Decode(ref fields)),
        Entry(ServerMessageId.ReplaceFAEnd, static (ref FieldReader fields, int _) => ReplaceFaEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.OpenOrder, OpenOrderMessage.Decode),
        Entry(ServerMessageId.OpenOrderEnd, static (ref FieldReader fields, int _) => OpenOrderEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.OrderBound, static (ref FieldReader fields, int _) => OrderBoundMessage.Decode(ref fields)),
        Entry(ServerMessageId.ExecDetails, ExecDetailsMessage.Decode),
        Entry(ServerMessageId.ExecDetailsEnd, static (ref FieldReader fields, int _) => ExecDetailsEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.CommissionReport, static (ref FieldReader fields, int _) => CommissionReportMessage.Decode(ref fields)),
        Entry(ServerMessageId.CompletedOrder, CompletedOrderMessage.Decode),
        Entry(ServerMessageId.CompletedOrdersEnd, static (ref FieldReader fields, int _) => CompletedOrdersEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.TickNews, static (ref FieldReader fields, int _) => TickNewsMessage.Decode(ref fields)),
        Entry(ServerMessageId.NewsBulletins, static (ref FieldReader fields, int _) => NewsBulletinMessage.Decode(ref fields)),
        Entry(ServerMessageId.NewsProviders, static (ref FieldReader fields, int _) => NewsProvidersMessage.Decode(ref fields)),
        Entry(ServerMessageId.HistoricalNews, static (ref FieldReader fields, int _) => HistoricalNewsMessage.Decode(ref fields)),
        Entry(ServerMessageId.HistoricalNewsEnd, static (ref FieldReader fields, int _) => HistoricalNewsEndMessage.Decode(ref fields)),
        Entry(ServerMessageId.NewsArticle, static (ref FieldReader fields, int _) => NewsArticleMessage.Decode(ref fields)),
        Entry(ServerMessageId.ScannerParameters, static (ref FieldReader fields, int _) => ScannerParametersMessage.Decode(ref fields)),
        Entry(ServerMessageId.ScannerData, static (ref FieldReader fields, int _) => ScannerDataMessage.Decode(ref fields)),
        Entry(ServerMessageId.FundamentalData, static (ref FieldReader fields, int _) => FundamentalDataMessage.Decode(ref fields)),
        Entry(ServerMessageId.DisplayGroupList, static (ref FieldReader fields, int _) => DisplayGroupListMessage.Decode(ref fields)),
        Entry(ServerMessageId.DisplayGroupUpdated, static (ref FieldReader fields, int _) => DisplayGroupUpdatedMessage.Decode(ref fields)),
    ];

    private static readonly Row?[] ById = Index();

    internal delegate ServerMessage Decoder(ref FieldReader fields, int serverVersion);

    public static Row? Find(int id) => (uint)id < (uint)ById.Length ? ById[id] : null;

    private static Row Entry(ServerMessageId id, Decoder decode) => new((int)id, id.ToString(), decode);

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
