using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Translation;

/// <summary>IB's words beside ours, both ways. The only place that knows both.</summary>
internal static class IbWords
{
    private static readonly (string Word, SecurityType Type)[] SecTypes =
    [
        ("STK", SecurityType.Stock),
        ("OPT", SecurityType.Option),
        ("FUT", SecurityType.Future),
        ("CONTFUT", SecurityType.Future),
        ("FOP", SecurityType.FutureOption),
        ("CASH", SecurityType.Forex),
        ("IND", SecurityType.Index),
        ("CFD", SecurityType.Cfd),
        ("BOND", SecurityType.Bond),
        ("CRYPTO", SecurityType.Crypto),
        ("FUND", SecurityType.Fund),
        ("BAG", SecurityType.Combo),
        ("CMDTY", SecurityType.Commodity),
        ("WAR", SecurityType.Warrant),
        ("IOPT", SecurityType.Warrant),
    ];

    /// <summary>A word that we do not know is <see cref="SecurityType.Other"/>: the position is as real.</summary>
    public static SecurityType ToSecurityType(string? word) =>
        SecTypes.FirstOrDefault(pair => string.Equals(pair.Word, word, StringComparison.OrdinalIgnoreCase)) is { Word: not null } known
            ? known.Type
            : SecurityType.Other;

    /// <summary>Null where IB wants to be asked without a kind.</summary>
    public static string? ToSecType(SecurityType type) => SecTypes.FirstOrDefault(pair => pair.Type == type).Word;

    public static Side ToSide(string? action) => action switch
    {
        "BUY" => Side.Buy,
        "SELL" or "SSHORT" or "SLONG" => Side.Sell,
        _ => throw new FormatException($"'{action}' is no side."),
    };

    public static Side ToSide(IbExecutionSide side) => side switch
    {
        IbExecutionSide.Bought => Side.Buy,
        IbExecutionSide.Sold => Side.Sell,
        _ => throw new FormatException($"'{side}' is no side."),
    };

    public static string ToAction(Side side) => side == Side.Buy ? "BUY" : "SELL";

    public static BrokerOrderStatus ToStatus(IbOrderStatus status) => status switch
    {
        IbOrderStatus.ApiPending => BrokerOrderStatus.ApiPending,
        IbOrderStatus.PendingSubmit => BrokerOrderStatus.PendingSubmit,
        IbOrderStatus.PendingCancel => BrokerOrderStatus.PendingCancel,
        IbOrderStatus.PreSubmitted => BrokerOrderStatus.PreSubmitted,
        IbOrderStatus.Submitted => BrokerOrderStatus.Submitted,
        IbOrderStatus.ApiCancelled => BrokerOrderStatus.ApiCancelled,
        IbOrderStatus.Cancelled => BrokerOrderStatus.Cancelled,
        IbOrderStatus.Filled => BrokerOrderStatus.Filled,
        IbOrderStatus.Inactive => BrokerOrderStatus.Inactive,
        _ => throw new FormatException($"'{status}' is no order status."),
    };

    /// <summary>marketDataType (58); anything else is not trusted as live.</summary>
    public static DataQuality ToQuality(int marketDataType) => marketDataType switch
    {
        1 => DataQuality.Live,
        2 => DataQuality.Frozen,
        3 => DataQuality.Delayed,
        4 => DataQuality.DelayedFrozen,
        _ => DataQuality.Stale,
    };

    public static OptionRight? ToRight(string? right) => right switch
    {
        "C" or "CALL" => OptionRight.Call,
        "P" or "PUT" => OptionRight.Put,
        _ => null, // "", "?" and "0" all mean that there is none.
    };

    public static string? ToRight(OptionRight? right) => right switch
    {
        OptionRight.Call => "C",
        OptionRight.Put => "P",
        _ => null,
    };

    /// <summary>Absent and 0 mean 1: a multiplier is never zero.</summary>
    public static decimal ToMultiplier(string? multiplier) =>
        decimal.TryParse(multiplier, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var value) && value > 0 ? value : 1;

    public static PermId? ToPermId(long? permId) => permId is { } id and not 0 ? PermId.Of(id) : null;

    public static OptionGreeks ToGreeks(ConId conId, TickOptionComputationMessage message, DateTimeOffset at) => new(
        conId,
        message.ImpliedVolatility,
        message.Delta,
        message.Gamma,
        message.Vega,
        message.Theta,
        ToPrice(message.OptPrice),
        ToPrice(message.UndPrice),
        at);

    /// <exception cref="FormatException">It is unset: a trade or a bar without its price says nothing.</exception>
    public static Price ToPrice(decimal? price) => Price.Of(price ?? throw new FormatException("A price that must be there is unset."));

    public static Quantity? ToSize(decimal? size) => size is { } value and >= 0 ? Quantity.Of(value) : null;

    /// <summary>Model prices are floating point on the wire; ten decimals are all that money has here.</summary>
    private static Price? ToPrice(double? value) => value is { } number && Math.Abs(number) < 1e12 ? Price.Of(Math.Round((decimal)number, 10)) : null;
}
