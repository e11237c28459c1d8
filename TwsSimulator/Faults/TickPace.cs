using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>IB's pacing of tick-by-tick requests: one per contract within 15 seconds, of all clients of the login.</summary>
internal sealed class TickPace
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, TimeSpan> _asked = [];

    /// <returns>False when it comes too soon; it does not count then.</returns>
    public bool Keeps(TickByTickDataRequest request, TimeSpan now)
    {
        var contract = $"{request.Contract.ConId}|{request.Contract.Symbol}|{request.Contract.LocalSymbol}";
        if (_asked.TryGetValue(contract, out var last) && now - last < Apart)
        {
            return false;
        }

        _asked[contract] = now;
        return true;
    }
}
