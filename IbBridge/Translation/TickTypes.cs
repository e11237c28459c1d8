using OrleansTrader.IbBridge.Lanes;

namespace OrleansTrader.IbBridge.Translation;

/// <summary>IB's tick types that make a quote, live and delayed ones alike.</summary>
internal static class TickTypes
{
    public const int Halted = 49;
    public const int DelayedHalted = 90;
    public const int ModelGreeks = 13;
    public const int DelayedModelGreeks = 83;

    public static QuoteSide? PriceSide(int tickType) => tickType switch
    {
        1 or 66 => QuoteSide.Bid,
        2 or 67 => QuoteSide.Ask,
        4 or 68 => QuoteSide.Last,
        _ => null,
    };

    public static QuoteSide? SizeSide(int tickType) => tickType switch
    {
        0 or 69 => QuoteSide.Bid,
        3 or 70 => QuoteSide.Ask,
        5 or 71 => QuoteSide.Last,
        _ => null,
    };
}
