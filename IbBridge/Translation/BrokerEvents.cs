using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Translation;

/// <summary>Messages about orders, executions and positions as domain facts. A message that breaks a rule of the domain throws and is quarantined.</summary>
internal static class BrokerEvents
{
    public static OpenOrderReport From(OpenOrderMessage message, SnapshotId? snapshot) => new(
        AccountId.Of(message.Order.Account ?? ""),
        message.Order.OrderId,
        message.Order.ClientId,
        IbWords.ToPermId(message.Order.PermId),
        message.Order.OrderRef,
        ConId.Of(message.Contract.ConId),
        IbWords.ToSide(message.Order.Action),
        Quantity.Of(message.Order.TotalQuantity ?? throw new FormatException("An open order without quantity.")),
        IbOrders.ToTerms(message.Order),
        IbWords.ToStatus(message.State.Status),
        message.State.RejectReason ?? message.State.WarningText,
        snapshot);

    public static OrderStatusReport From(in OrderStatusMessage message) => new(
        message.OrderId,
        message.ClientId,
        IbWords.ToPermId(message.PermId),
        IbWords.ToStatus(message.Status),
        Quantity.Of(message.Filled ?? 0),
        Quantity.Of(message.Remaining ?? 0),
        message.WhyHeld);

    public static CompletedOrderReport From(CompletedOrderMessage message, SnapshotId? snapshot) => new(
        AccountId.Of(message.Order.Account ?? ""),
        IbWords.ToPermId(message.Order.PermId),
        message.Order.OrderRef,
        ConId.Of(message.Contract.ConId),
        IbWords.ToSide(message.Order.Action),
        Quantity.Of(message.Order.FilledQuantity ?? 0),
        IbWords.ToStatus(message.State.Status),
        message.State.CompletedStatus,
        snapshot);

    /// <param name="receivedAt">Stands in for a time that cannot be placed on the UTC line.</param>
    public static ExecutionReport From(ExecDetailsMessage message, SnapshotId? snapshot, TimeZoneInfo? defaultZone, DateTimeOffset receivedAt)
    {
        var (contract, execution) = (message.Contract, message.Execution);
        var at = TwsTime.Parse(execution.Time, defaultZone) is { IsZoneCertain: true } known ? known.Instant : (DateTimeOffset?)null;
        return new ExecutionReport(
            ExecId.Of(execution.ExecId),
            AccountId.Of(execution.AcctNumber),
            ConId.Of(contract.ConId),
            contract.LocalSymbol ?? contract.Symbol ?? "",
            IbWords.ToSecurityType(contract.SecType),
            Currency.Of(contract.Currency ?? ""),
            IbWords.ToMultiplier(contract.Multiplier),
            execution.OrderId,
            execution.ClientId,
            IbWords.ToPermId(execution.PermId),
            execution.OrderRef,
            IbWords.ToSide(execution.Side),
            Quantity.Of(execution.Shares),
            IbWords.ToPrice(execution.Price),
            at ?? receivedAt,
            at is null,
            execution.Exchange,
            contract.IsCombo,
            snapshot);
    }

    public static CommissionReport From(CommissionReportMessage message) => new(
        ExecId.Of(message.ExecId),
        new Money(message.Commission ?? throw new FormatException("A commission report without commission."), Currency.Of(message.Currency ?? "")),
        message.RealizedPNL);

    public static PositionReport From(PositionMessage message, SnapshotId? snapshot) => new(
        AccountId.Of(message.Account),
        ConId.Of(message.Contract.ConId),
        message.Contract.LocalSymbol ?? message.Contract.Symbol ?? "",
        PositionQuantity.Of(message.Position),
        message.AvgCost ?? 0,
        snapshot);

    public static AccountValueReport From(AccountValueMessage message) =>
        new(AccountId.Of(message.AccountName), message.Key, message.Value, message.Currency);
}
