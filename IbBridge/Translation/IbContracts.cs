using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Translation;

/// <summary>Contracts and orders as IB describes them beside instruments and intents as we do.</summary>
internal static class IbContracts
{
    private const string Smart = "SMART";
    private const string ForexVenue = "IDEALPRO";

    /// <summary>What names an instrument beyond doubt in a request: its conId and where it is routed.</summary>
    public static TwsContract ToContract(Instrument instrument) => new()
    {
        ConId = instrument.ConId.Value,
        Symbol = instrument.Symbol,
        SecType = IbWords.ToSecType(instrument.Type),
        Exchange = instrument.Exchange,
        PrimaryExch = instrument.PrimaryExchange,
        Currency = instrument.Currency.Value,
        LocalSymbol = instrument.LocalSymbol,
        TradingClass = instrument.TradingClass,
        LastTradeDateOrContractMonth = instrument.LastTradeDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        Strike = instrument.Strike,
        Right = IbWords.ToRight(instrument.Right),
        Multiplier = instrument.Multiplier == 1 ? null : instrument.Multiplier.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What a spec asks the broker for.</summary>
    public static TwsContract ToQuery(InstrumentSpec spec) => spec.ConId is { } conId
        ? new TwsContract { ConId = conId.Value }
        : new TwsContract
        {
            Symbol = spec.Symbol,
            SecType = IbWords.ToSecType(spec.Type),
            Exchange = spec.Type switch
            {
                SecurityType.Future or SecurityType.FutureOption => spec.PrimaryExchange, // Empty asks all exchanges.
                SecurityType.Forex => spec.PrimaryExchange ?? ForexVenue,
                SecurityType.Option => spec.PrimaryExchange ?? Smart,
                _ => Smart,
            },
            PrimaryExch = spec.Type == SecurityType.Stock ? spec.PrimaryExchange : null,
            Currency = spec.Currency.Value,
            LastTradeDateOrContractMonth = spec.Expiry,
            Right = IbWords.ToRight(spec.Right),
            Strike = spec.Strike,
        };

    /// <summary>What a search found; null for bond issuers, which are no contract.</summary>
    public static InstrumentCandidate? ToCandidate(SymbolSample sample) => sample.ConId <= 0
        ? null
        : new InstrumentCandidate(
            ConId.Of(sample.ConId),
            sample.SecType == "STK" ? $"{sample.Symbol}@{sample.PrimaryExch}:{sample.Currency}" : $"#{sample.ConId}",
            sample.Description);

    /// <exception cref="FormatException">An expiry is no day, or the multiplier no number.</exception>
    public static OptionClass ToOptionClass(SecDefOptParamsMessage listed) => new(
        listed.Exchange,
        listed.TradingClass,
        decimal.Parse(listed.Multiplier, NumberStyles.Number, CultureInfo.InvariantCulture),
        [.. listed.Expirations.Select(static day => DateOnly.ParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture))],
        [.. listed.Strikes]);

    /// <summary>The whole order; the same id again modifies it.</summary>
    /// <param name="parentOrderId">The wire id of its bracket's parent; null for none.</param>
    public static PlaceOrderRequest ToRequest(
        int orderId, int clientId, AccountId account, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null) => new()
        {
            OrderId = orderId,
            Contract = ToContract(instrument),
            Order = IbOrders.ToOrder(intent, new TwsOrder { OrderId = orderId, ClientId = clientId, Account = account.Value, OrderRef = orderRef }, parentOrderId),
        };

    /// <param name="rules">Of the exchange it is routed to; empty falls back to the smallest tick.</param>
    public static Instrument ToInstrument(ContractDataMessage details, ImmutableArray<TickRule> rules)
    {
        var contract = details.Contract;
        var zone = TwsTime.FindZone(details.TimeZoneId);
        return new Instrument(
            ConId.Of(contract.ConId),
            contract.Symbol ?? "",
            IbWords.ToSecurityType(contract.SecType),
            contract.Exchange ?? Smart,
            contract.PrimaryExch,
            Currency.Of(contract.Currency ?? ""),
            IbWords.ToMultiplier(contract.Multiplier),
            contract.LocalSymbol ?? contract.Symbol ?? "",
            contract.TradingClass,
            details.LongName,
            rules.IsDefaultOrEmpty ? [new TickRule(0, details.MinTick is { } tick and > 0 ? tick : 0.01m)] : rules,
            Quantity.Of(details.MinSize ?? 1),
            Quantity.Of(details.SizeIncrement is { } increment and > 0 ? increment : 1),
            zone is null ? [] : TradingHoursParser.Parse(details.TradingHours, zone),
            zone is null ? [] : TradingHoursParser.Parse(details.LiquidHours, zone),
            zone?.Id ?? details.TimeZoneId ?? "",
            ToDate(contract.LastTradeDateOrContractMonth),
            contract.Strike,
            IbWords.ToRight(contract.Right));
    }

    /// <summary>The market rule of the exchange an instrument is routed to; null when the details name none.</summary>
    public static int? MarketRule(ContractDataMessage details)
    {
        var exchanges = (details.ValidExchanges ?? "").Split(',');
        var rules = (details.MarketRuleIds ?? "").Split(',');
        var at = Math.Max(0, Array.IndexOf(exchanges, details.Contract.Exchange));
        return at < rules.Length && int.TryParse(rules[at], NumberStyles.None, CultureInfo.InvariantCulture, out var rule) ? rule : null;
    }

    public static ImmutableArray<TickRule> ToRules(MarketRuleMessage rule) =>
        [.. rule.Increments.Where(static step => step.Increment > 0).Select(static step => new TickRule(step.LowEdge, step.Increment)).OrderBy(static step => step.LowEdge)];

    private static DateOnly? ToDate(string? text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
