namespace OrleansTrader.TwsSimulator.Wire;

/// <summary>How a bad link carries bytes: so many at a time, with a pause behind each piece.</summary>
internal sealed record LinkPace(int PieceBytes, TimeSpan Pause)
{
    private const int PiecesPerSecond = 20;

    public static LinkPace Slow(int bytesPerSecond) =>
        bytesPerSecond >= PiecesPerSecond
            ? new LinkPace(bytesPerSecond / PiecesPerSecond, TimeSpan.FromSeconds(1.0 / PiecesPerSecond))
            : new LinkPace(1, TimeSpan.FromSeconds(1.0 / bytesPerSecond));

    /// <summary>The pause makes it unlikely that the other side reads two pieces at once.</summary>
    public static LinkPace Fragments(int bytes) => new(bytes, TimeSpan.FromMilliseconds(1));
}
