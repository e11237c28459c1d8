using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>The lists and answers a request can ask for, by the names of the setting <c>requests</c>.</summary>
internal static class Answers
{
    /// <summary>Those that consist of items and an end marker.</summary>
    public static IReadOnlyList<string> Lists { get; } = ["openOrders", "completedOrders", "executions", "positions", "account", "contracts"];

    public static IReadOnlyList<string> All { get; } = [.. Lists, "history", "marketData", "time"];

    /// <returns>Null for what is none of them.</returns>
    public static string? NameOf(ClientMessage request) => request switch
    {
        OpenOrdersRequest or AllOpenOrdersRequest or AutoOpenOrdersRequest => "openOrders",
        CompletedOrdersRequest => "completedOrders",
        ExecutionsRequest => "executions",
        PositionsRequest or PositionsMultiRequest => "positions",
        AccountUpdatesRequest or AccountUpdatesMultiRequest or AccountSummaryRequest => "account",
        ContractDetailsRequest => "contracts",
        HistoricalDataRequest or HeadTimestampRequest => "history",
        MktDataRequest or RealTimeBarsRequest or TickByTickDataRequest or MktDepthRequest => "marketData",
        CurrentTimeRequest or CurrentTimeInMillisRequest => "time",
        _ => null,
    };
}

/// <summary>What is left of one list on its way out.</summary>
/// <param name="keep">Items that pass; null lets all pass.</param>
/// <param name="noEnd">The end marker does not pass.</param>
internal sealed class AnswerFilter(int? keep, bool noEnd)
{
    private int _items;

    /// <summary>Messages that belong to the item before them go its way.</summary>
    public bool Passes<T>(in T message)
        where T : IServerMessage
    {
        switch (message.MessageId)
        {
            case ServerMessageId.OpenOrderEnd or ServerMessageId.CompletedOrdersEnd or ServerMessageId.ExecDetailsEnd or ServerMessageId.PositionEnd
                or ServerMessageId.PositionMultiEnd or ServerMessageId.AccountDownloadEnd or ServerMessageId.AccountUpdateMultiEnd
                or ServerMessageId.AccountSummaryEnd or ServerMessageId.ContractDataEnd:
                return !noEnd;
            case ServerMessageId.ErrMsg:
                return true;
            case ServerMessageId.OrderStatus or ServerMessageId.CommissionReport or ServerMessageId.AccountUpdateTime:
                break;
            default:
                _items++;
                break;
        }

        return keep is not { } kept || _items <= kept;
    }
}
