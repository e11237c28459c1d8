using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>IB's algos: Adaptive works as the market or limit order it is made of, for there is one venue and nothing to be patient for.</summary>
internal static class OrderAlgos
{
    public const string Adaptive = "Adaptive";

    private const string Priority = "adaptivePriority";

    public static OrderRefusal? Refusal(TwsOrder order)
    {
        if (order.AlgoStrategy != Adaptive)
        {
            return null;
        }

        if (OrderTypes.Canonical(order.OrderType ?? "") is not ("MKT" or "LMT") || order.Tif is "OPG" or "IOC" or "FOK")
        {
            return new(442, "Specified algorithm is not allowed for this order.");
        }

        return order.AlgoParams.Count == 1 && order.AlgoParams[0] is { Tag: Priority, Value: "Urgent" or "Normal" or "Patient" }
            ? null
            : new(441, $"Algo attributes validation failed: {Priority} must be Urgent, Normal or Patient.");
    }
}
