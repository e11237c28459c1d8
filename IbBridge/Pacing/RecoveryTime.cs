namespace OrleansTrader.IbBridge.Pacing;

/// <summary>How long contracts take to be whole again after all lines were lost (1101), by IB's pacing rules: lines open, gaps back-filled.</summary>
internal static class RecoveryTime
{
    /// <summary>A quote line, a line of five-second bars, a history.</summary>
    private const int MessagesPerContract = 3;

    /// <summary>A history of one-minute bars can be asked for when the minute is over in which the line came back.</summary>
    private static readonly TimeSpan RestOfTheMinute = TimeSpan.FromMinutes(1);

    /// <summary>What the broker takes to answer a short history, generously.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(5);

    /// <summary>For strategies on bars of a minute and more; with finer bars the histories are under a rule of the same size and take as long.</summary>
    public static TimeSpan Of(int contracts, int messagesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(contracts);
        var messages = TimeSpan.FromSeconds((double)MessagesPerContract * contracts / messagesPerSecond);
        var lines = LastGrant(contracts, RequestWindow.RealTimeBars);
        return (messages > lines ? messages : lines) + RestOfTheMinute + Answer;
    }

    /// <summary>When the last of so many requests may go, asked for all at once.</summary>
    private static TimeSpan LastGrant(int count, (int Requests, TimeSpan Span) rule) => rule.Span * ((count - 1) / rule.Requests);
}
