using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Simulation;

/// <summary>The price of one listing at any instant; the same question always has the same answer. Not thread-safe: one per reader.</summary>
public interface IPriceSource
{
    /// <summary>The unrounded middle between bid and ask.</summary>
    double MidAt(DateTimeOffset at);

    /// <summary>The unrounded price of what the listing derives from; its own when it derives from nothing.</summary>
    double DriverAt(DateTimeOffset at);

    TopOfBook QuoteAt(DateTimeOffset at);

    /// <summary>One bar [start, start + size); both on the 5-second grid.</summary>
    Bar Bar(BarSize size, BarSource source, DateTimeOffset start);
}
