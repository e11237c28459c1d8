using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>An order as a client sent it, in the wire's words and before any check.</summary>
internal sealed record OrderTicket(int OrderId, TwsContract Contract, TwsOrder Order)
{
    public Side? Side => Order.Action switch
    {
        "BUY" => Domain.Values.Side.Buy,
        "SELL" or "SSHORT" => Domain.Values.Side.Sell,
        _ => null,
    };
}
