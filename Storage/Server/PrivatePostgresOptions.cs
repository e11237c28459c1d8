namespace OrleansTrader.Storage.Server;

/// <param name="Directory">Where everything of the server lives; made when missing.</param>
/// <param name="Port">The loopback port; null: a free one is chosen once and remembered.</param>
/// <param name="Binaries">The folder of initdb and pg_ctl; null: <c>POSTGRES_BIN</c>, then the usual places, then PATH.</param>
public sealed record PrivatePostgresOptions(string Directory, int? Port = null, string? Binaries = null)
{
    /// <summary>How long a start, a stop or a recovery may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>A start with less free disk is refused: a server without disk stops in the middle of the day.</summary>
    public long MinFreeBytes { get; init; } = 200L << 20;
}
