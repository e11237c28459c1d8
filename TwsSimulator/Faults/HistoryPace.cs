using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Exchange;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>IB's pacing of requests for bars of 30 seconds or less: what the login asked for in the last ten minutes.</summary>
internal sealed class HistoryPace
{
    private const int MostInWindow = 60;
    private const int MostInBurst = 5;

    private static readonly TimeSpan SmallBar = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Identical = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(2);

    private readonly List<Asked> _asked = [];

    /// <returns>False when it comes too soon; it does not count then.</returns>
    public bool Keeps(HistoricalDataRequest request, TimeSpan now)
    {
        if (BarWords.Size(request.BarSizeSetting) is not { } size || size > SmallBar)
        {
            return true;
        }

        _asked.RemoveAll(asked => now - asked.At >= Window);
        var next = new Asked(
            now, $"{request.Contract.ConId}|{request.Contract.Symbol}|{request.Contract.LocalSymbol}|{request.Contract.Exchange}|{request.WhatToShow}",
            $"{request.EndDateTime}|{request.DurationStr}|{request.BarSizeSetting}|{request.UseRTH}", request.WhatToShow == "BID_ASK" ? 2 : 1);
        var keeps = !_asked.Exists(asked => now - asked.At < Identical && (asked.Line, asked.Span) == (next.Line, next.Span))
            && _asked.Count(asked => now - asked.At < Burst && asked.Line == next.Line) < MostInBurst
            && _asked.Sum(static asked => asked.Weight) + next.Weight <= MostInWindow;
        if (keeps)
        {
            _asked.Add(next);
        }

        return keeps;
    }

    /// <param name="Line">Contract, exchange and kind of data.</param>
    private sealed record Asked(TimeSpan At, string Line, string Span, int Weight);
}
