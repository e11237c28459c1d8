using OrleansTrader.Domain.Broker;
using OrleansTrader.IbBridge.Orders;
using OrleansTrader.IbProtocol;

namespace OrleansTrader.IbBridge.Translation;

/// <summary>What an error code means for the order it names: the wire layer's table, read in the light of what we sent last.</summary>
internal static class IbOrderErrors
{
    public static OrderErrorKind Kind(int code, OrderWrite? last)
    {
        var action = IbErrors.Action(code);
        if (action is IbErrorAction.AskBroker or IbErrorAction.PauseSending
            || (action == IbErrorAction.AskBrokerAfterModify && last == OrderWrite.Modify))
        {
            return OrderErrorKind.Unclear;
        }

        var meant = IbErrors.Classify(code);
        var instead = IbErrors.Find(code)?.OrElse;
        if (instead == IbErrorClass.ModifyReject && last == OrderWrite.Modify)
        {
            return OrderErrorKind.ModifyRejected;
        }

        return meant switch
        {
            IbErrorClass.Info or IbErrorClass.Warning => OrderErrorKind.Warning,
            IbErrorClass.OrderReject => Refused(last),
            IbErrorClass.Request when instead == IbErrorClass.OrderReject => Refused(last),
            IbErrorClass.ModifyReject => OrderErrorKind.ModifyRejected,
            IbErrorClass.CancelReject => OrderErrorKind.CancelRejected,
            IbErrorClass.OrderCancelled => OrderErrorKind.Cancelled,
            _ => OrderErrorKind.Unclear,
        };
    }

    /// <summary>Refusing a modification leaves the order as it was.</summary>
    private static OrderErrorKind Refused(OrderWrite? last) =>
        last == OrderWrite.Modify ? OrderErrorKind.ModifyRejected : OrderErrorKind.Rejected;
}
