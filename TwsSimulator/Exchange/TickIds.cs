namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The tick types of one kind of market data.</summary>
internal sealed record TickIds(
    int BidSize, int Bid, int Ask, int AskSize, int Last, int LastSize, int High, int Low, int Volume, int Close, int Open, int LastTimestamp, int Halted,
    int BidOption, int AskOption, int LastOption, int ModelOption)
{
    private const int LiveType = 1;
    private const int FrozenType = 2;

    private static readonly TickIds Live = new(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 45, 49, 10, 11, 12, 13);
    private static readonly TickIds Delayed = new(69, 66, 67, 70, 68, 71, 72, 73, 74, 75, 76, 88, 90, 80, 81, 82, 83);

    /// <param name="dataType">1 live, 2 frozen, 3 delayed, 4 delayed and frozen.</param>
    public static TickIds Of(int dataType) => dataType is LiveType or FrozenType ? Live : Delayed;
}
