using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.Ports;

/// <summary>Which data farms of the broker are down (design P6, P7).</summary>
public interface IDataFarms
{
    /// <summary>Whether a farm that serves this contract is known to be down, with or without a line on it.</summary>
    bool IsDown(Instrument instrument);
}
