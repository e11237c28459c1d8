namespace OrleansTrader.IbProtocol;

/// <summary>The server's answer to the hello.</summary>
/// <param name="ServerVersion">The negotiated version, or <see cref="RedirectVersion"/>.</param>
/// <param name="Time">yyyyMMdd HH:mm:ss in the zone beside it.</param>
/// <param name="Zone">An abbreviation, an id, or several words; never a reason to refuse the session.</param>
/// <param name="RedirectTo">host:port when the server sends the client elsewhere; it never does on a local connection.</param>
public sealed record HandshakeReply(int ServerVersion, string Time, string Zone, string? RedirectTo)
{
    public const int RedirectVersion = -1;

    /// <summary>True when our client may talk at this version.</summary>
    public bool IsSupported => ServerVersion is >= Versions.ClientMin and <= Versions.Max;
}
