using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Tests.Protocol.Golden;

/// <summary>Our decoded message as the calls IB's own decoder would make.</summary>
internal static class CallbackLister
{
    private static readonly Dictionary<Type, string> Methods = new()
    {
        [typeof(AccountValueMessage)] = "updateAccountValue",
        [typeof(AccountUpdateTimeMessage)] = "updateAccountTime",
        [typeof(PortfolioValueMessage)] = "updatePortfolio",
        [typeof(MarketDepthMessage)] = "updateMktDepth",
        [typeof(MarketDepthL2Message)] = "updateMktDepthL2",
        [typeof(NewsBulletinMessage)] = "updateNewsBulletin",
        [typeof(ErrMsgMessage)] = "error",
        [typeof(RealTimeBarMessage)] = "realtimeBar",
        [typeof(ContractDataEndMessage)] = "contractDetailsEnd",
        [typeof(SecDefOptParamsMessage)] = "securityDefinitionOptionParameter",
        [typeof(SecDefOptParamsEndMessage)] = "securityDefinitionOptionParameterEnd",
        [typeof(PnLMessage)] = "pnl",
        [typeof(PnLSingleMessage)] = "pnlSingle",
        [typeof(TickEfpMessage)] = "tickEFP",
        [typeof(ReceiveFaMessage)] = "receiveFA",
        [typeof(ReplaceFaEndMessage)] = "replaceFAEnd",
    };

    public static IEnumerable<(string Method, object Actual)> List(IServerMessage message, int serverVersion) => message switch
    {
        TickPriceMessage m => TickPrice(m),
        TickByTickAllLastMessage m => [("tickByTickAllLast", new { m.ReqId, TickType = m.Kind, m.Time, m.Price, m.Size, TickAttribLast = m, m.Exchange, m.SpecialConditions })],
        TickByTickBidAskMessage m => [("tickByTickBidAsk", new { m.ReqId, m.Time, m.BidPrice, m.AskPrice, m.BidSize, m.AskSize, TickAttribBidAsk = m })],
        HistoricalDataMessage m => HistoricalData(m, serverVersion),
        HistoricalTicksLastMessage m => [("historicalTicksLast", new { m.ReqId, m.Done, Ticks = m.Ticks.Select(t => new { t.Time, t.Price, t.Size, t.Exchange, t.SpecialConditions, TickAttribLast = t }) })],
        HistoricalTicksBidAskMessage m => [("historicalTicksBidAsk", new { m.ReqId, m.Done, Ticks = m.Ticks.Select(t => new { t.Time, t.PriceBid, t.PriceAsk, t.SizeBid, t.SizeAsk, TickAttribBidAsk = t }) })],
        ContractDataMessage m => [("contractDetails", new { m.ReqId, ContractDetails = m })],
        BondContractDataMessage m => [("bondContractDetails", new { m.ReqId, Contract = m })],
        SymbolSamplesMessage m => [("symbolSamples", new { m.ReqId, ContractDescriptions = m.Samples.Select(s => new { Contract = s, s.DerivativeSecTypes }) })],
        ScannerDataMessage m => ScannerData(m),
        OpenOrderMessage m => [("openOrder", new { m.Order.OrderId, m.Contract, m.Order, OrderState = m.State })],
        CompletedOrderMessage m => [("completedOrder", new { m.Contract, m.Order, OrderState = m.State with { Commission = 0, MinCommission = 0, MaxCommission = 0 } })],
        CommissionReportMessage m => [("commissionAndFeesReport", new { CommissionAndFeesReport = m })],
        DeltaNeutralValidationMessage m => [("deltaNeutralValidation", new { m.ReqId, DeltaNeutralContract = m })],
        SmartComponentsMessage m => [("smartComponents", new { m.ReqId, TheMap = m.Components })],
        _ => [(Methods.GetValueOrDefault(message.GetType(), NameOf(message)), message)],
    };

    private static string NameOf(IServerMessage message)
    {
        var name = message.GetType().Name[..^"Message".Length];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static IEnumerable<(string Method, object Actual)> TickPrice(TickPriceMessage m)
    {
        yield return ("tickPrice", new { m.ReqId, Field = m.TickType, m.Price, Attribs = m });
        if (m.SizeTickType is { } sizeType)
        {
            yield return ("tickSize", new { m.ReqId, Field = sizeType, m.Size });
        }
    }

    private static IEnumerable<(string Method, object Actual)> HistoricalData(HistoricalDataMessage m, int serverVersion)
    {
        foreach (var bar in m.Bars)
        {
            yield return ("historicalData", new { m.ReqId, Bar = bar });
        }

        if (serverVersion < Versions.HistoricalDataEnd)
        {
            yield return ("historicalDataEnd", new { m.ReqId, m.Start, m.End });
        }
    }

    private static IEnumerable<(string Method, object Actual)> ScannerData(ScannerDataMessage m)
    {
        foreach (var row in m.Rows)
        {
            yield return ("scannerData", new { m.ReqId, row.Rank, ContractDetails = row, row.Distance, row.Benchmark, row.Projection, LegsStr = row.Legs });
        }

        yield return ("scannerDataEnd", new { m.ReqId });
    }
}
