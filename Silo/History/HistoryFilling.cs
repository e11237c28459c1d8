using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Storage.MarketData;

namespace OrleansTrader.Silo.History;

/// <summary>Meets one wish for history: asks the broker for what is missing, newest first, and loads each answer with its coverage in one transaction.</summary>
/// <remarks>May be stopped or killed at any moment: the next run plans anew from what is covered, so at most the request in flight is asked twice.</remarks>
internal sealed partial class HistoryFilling(
    IMarketDataGateway gateway,
    Func<string, Task<Instrument>> find,
    PostgresBarStore store,
    PostgresHistoryFills fills,
    TimeProvider clock,
    ILogger<HistoryFilling> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10); // IB's wish after a pacing violation.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>No such contract, a request that makes no sense, no permission: asking again would be refused again.</summary>
    private static readonly int[] LastingCodes = [166, 200, 321, 354, 420, 10089, 10090];

    /// <summary>Returns when the fill is done or has failed for good.</summary>
    public async Task FillAsync(HistoryFill fill, CancellationToken stop)
    {
        try
        {
            await FillAsync(fill, await find(fill.Instrument), stop);
        }
        catch (Exception e) when (IsLasting(e))
        {
            LogFailed(fill.Instrument, fill.Series, e.Message);
            await fills.ReportAsync(fill, HistoryFillState.Failed, 0, null, 0, e.Message, stop);
        }
    }

    private async Task FillAsync(HistoryFill fill, Instrument instrument, CancellationToken stop)
    {
        var requests = HistoryPlan.Requests(HistoryPlan.Missing(fill.Wanted, await fills.CoveredAsync(fill.Series, stop)), fill.Series.Size);
        var calendar = SessionCalendar.Of(instrument);
        await fills.ReportAsync(fill, HistoryFillState.Running, 0, requests.Length, 0, null, stop);
        for (var i = 0; i < requests.Length; i++)
        {
            var asked = HistoryPlan.Asked(requests[i], fill.Series.Size, calendar, clock.GetUtcNow());
            var answer = await AskAsync(fill, instrument, asked, requests.Length - i, stop);
            var (bars, covered) = HistoryPlan.Finished(answer, asked, clock.GetUtcNow());
            var saved = await store.SaveAsync(new BarLoad(fill.Series, PriceAdjustment.Splits, covered), bars, stop);
            await fills.ReportAsync(fill, HistoryFillState.Running, 1, requests.Length - i - 1, saved, null, stop);
        }

        await fills.ReportAsync(fill, HistoryFillState.Done, 0, 0, 0, null, stop);
        LogDone(fill.Instrument, fill.Series, requests.Length);
    }

    private async Task<ImmutableArray<Bar>> AskAsync(HistoryFill fill, Instrument instrument, TimeRange range, int remaining, CancellationToken stop)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await gateway.HistoricalBarsAsync(instrument, fill.Series.Size, range, fill.Series.What, stop);
            }
            catch (Exception e) when (e is GatewayRequestException or TimeoutException && !IsLasting(e))
            {
                LogAgain(fill.Instrument, fill.Series, pause, e.Message);
                await fills.ReportAsync(fill, HistoryFillState.Running, 0, remaining, 0, $"asking again in {pause.TotalSeconds:0} s: {e.Message}", stop);
                await Task.Delay(pause, clock, stop);
            }
        }
    }

    private static bool IsLasting(Exception e) => e switch
    {
        GatewayRequestException gateway => LastingCodes.Contains(gateway.Code) || gateway.Message.Contains("permission", StringComparison.OrdinalIgnoreCase),
        BarLoadException or Api.BadInputException => true,
        _ => false,
    };

    [LoggerMessage(EventId = 1201, Level = LogLevel.Information, Message = "History of {Instrument} ({Series}) is whole after {Requests} requests")]
    private partial void LogDone(string instrument, BarSeries series, int requests);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "History of {Instrument} ({Series}) not answered, asking again in {Pause}: {Problem}")]
    private partial void LogAgain(string instrument, BarSeries series, TimeSpan pause, string problem);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Error, Message = "History of {Instrument} ({Series}) will not come: {Problem}")]
    private partial void LogFailed(string instrument, BarSeries series, string problem);
}
