namespace OrleansTrader.IbBridge.Translation;

/// <summary>What an error code means for a data line.</summary>
internal static class LineErrors
{
    /// <summary>The broker ended a line that it had granted: open it again at once.</summary>
    public static bool IsStopped(int code) => code is 10182 or 10225;
}
