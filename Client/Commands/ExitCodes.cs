namespace OrleansTrader.Client.Commands;

/// <summary>What scripts rely on.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The silo refused, is not there, or failed.</summary>
    public const int Failed = 1;

    public const int WrongUsage = 2;
}
