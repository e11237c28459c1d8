namespace OrleansTrader.IbProtocol.Framing;

/// <summary>Epoch times; null when the number lies outside the calendar.</summary>
internal static class UnixTime
{
    private static readonly long MinMilliseconds = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static DateTimeOffset? FromSeconds(long seconds) =>
        seconds >= MinMilliseconds / 1000 && seconds <= MaxMilliseconds / 1000 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public static DateTimeOffset? FromMilliseconds(long milliseconds) =>
        milliseconds >= MinMilliseconds && milliseconds <= MaxMilliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
