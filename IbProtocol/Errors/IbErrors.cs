namespace OrleansTrader.IbProtocol;

/// <summary>Looks codes up in the error table.</summary>
public static class IbErrors
{
    private const int FirstNotice = 2100;
    private const int LastNotice = 2199;

    /// <summary>The whole table, ascending.</summary>
    public static IReadOnlyList<IbErrorEntry> Table => ErrorCodes.All;

    /// <summary>The class of a code; unknown notices (2100 to 2199) are warnings, for they never end a request.</summary>
    public static IbErrorClass Classify(int code) =>
        Find(code)?.Class ?? (code is >= FirstNotice and <= LastNotice ? IbErrorClass.Warning : IbErrorClass.Unknown);

    /// <summary>What the code makes us do beyond its class.</summary>
    public static IbErrorAction Action(int code) => Find(code)?.Action ?? IbErrorAction.ByClass;

    /// <summary>The row of a code, null when the table does not have it.</summary>
    public static IbErrorEntry? Find(int code)
    {
        var (low, high) = (0, ErrorCodes.All.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var entry = ErrorCodes.All[middle];
            if (code < entry.First)
            {
                high = middle - 1;
            }
            else if (code > entry.Last)
            {
                low = middle + 1;
            }
            else
            {
                return entry;
            }
        }

        return null;
    }
}
