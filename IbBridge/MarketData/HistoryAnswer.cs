using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbBridge.Routing;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.MarketData;

/// <summary>The bars of one history. From version 196 an end message follows; below, the one message is all.</summary>
internal sealed class HistoryAnswer(Instrument instrument, BarSize size) : Answer<ImmutableArray<Bar>>
{
    /// <summary>162: the text decides; without data the answer is empty.</summary>
    private const int HistoryError = 162;

    private readonly SessionCalendar _calendar = SessionCalendar.Of(instrument);

    /// <summary>Null until they came: an end without them means that they could not be read.</summary>
    private ImmutableArray<Bar>? _bars;

    public override void OnMessage(ServerMessage message)
    {
        switch (message)
        {
            case HistoricalDataMessage data:
                ImmutableArray<Bar> bars = [.. data.Bars.Select(bar => IbHistory.ToBar(instrument.ConId, size, bar, _calendar))];
                _bars = bars;
                if (data.End is not null)
                {
                    Complete(bars);
                }

                break;
            case HistoricalDataEndMessage when _bars is { } read:
                Complete(read);
                break;
            case HistoricalDataEndMessage:
                Fail(new GatewayRequestException(0, $"The broker's history of {instrument.Symbol} could not be read; the log has its bytes."));
                break;
        }
    }

    public override void OnError(int code, string text)
    {
        if (code == HistoryError && text.Contains("returned no data", StringComparison.OrdinalIgnoreCase))
        {
            Complete([]);
        }
        else
        {
            base.OnError(code, text);
        }
    }
}
