using System.CommandLine;
using OrleansTrader.Client.Api;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Client.Commands;

/// <summary>The options that describe an order's type, life and attributes.</summary>
internal sealed class OrderArguments
{
    private readonly Option<string?> _type = new("--type")
    {
        Description = "market, limit, stop, stop-limit, trailing-stop, trailing-stop-limit, market-on-open, limit-on-open, market-on-close, limit-on-close, market-if-touched, limit-if-touched, "
            + "relative, midpoint. Default: limit with --limit, stop with --stop, stop-limit with both, else market.",
    };

    private readonly Option<decimal?> _limit = new("--limit") { Description = "Limit price; of relative and midpoint orders the cap." };
    private readonly Option<decimal?> _stop = new("--stop") { Description = "Stop price; of trailing orders the first one." };
    private readonly Option<decimal?> _touch = new("--touch") { Description = "The price at which an if-touched order wakes." };
    private readonly Option<decimal?> _trail = new("--trail") { Description = "Distance of a trailing stop in price." };
    private readonly Option<decimal?> _trailPercent = new("--trail-percent") { Description = "Distance of a trailing stop in percent of the price." };
    private readonly Option<decimal?> _offset = new("--offset") { Description = "Of a relative order, or from a trailing stop to its limit." };
    private readonly Option<TimeInForce> _tif = new("--tif") { Description = "Day (default), Gtc, Ioc, Fok, Gtd, Opg.", DefaultValueFactory = static _ => TimeInForce.Day };
    private readonly Option<DateTimeOffset?> _until = new("--until") { Description = "When a Gtd order ends, for example 2026-03-02T20:00Z." };
    private readonly Option<bool> _outsideRth = new("--outside-rth") { Description = "May fill outside of regular trading hours." };
    private readonly Option<string?> _oca = new("--oca") { Description = "Name of its one-cancels-all group." };
    private readonly Option<OcaType> _ocaType = new("--oca-type") { Description = "CancelWithBlock (default), ReduceWithBlock, ReduceWithoutBlock.", DefaultValueFactory = static _ => OcaType.CancelWithBlock };
    private readonly Option<AdaptivePriority?> _adaptive = new("--adaptive") { Description = "IB's adaptive algo: Patient, Normal, Urgent." };
    private readonly Option<TwapStyle?> _twap = new("--twap") { Description = "IB's TWAP algo: Marketable, MatchingMidpoint, MatchingSameSide, MatchingLast." };
    private readonly Option<decimal?> _takeProfit = new("--take-profit") { Description = "Makes a bracket: a limit order at this price once it filled." };
    private readonly Option<decimal?> _stopLoss = new("--stop-loss") { Description = "Makes a bracket: a stop order at this price once it filled." };

    public void AddPrices(Command command) => Add(command, _type, _limit, _stop, _touch, _trail, _trailPercent, _offset);

    public void AddAll(Command command)
    {
        AddPrices(command);
        Add(command, _tif, _until, _outsideRth, _oca, _ocaType, _adaptive, _twap, _takeProfit, _stopLoss);
    }

    /// <summary>The type with its prices; null when none was given.</summary>
    public OrderTerms? Changed(ParseResult parsed) =>
        parsed.GetValue(_type) is null && new[] { _limit, _stop, _touch, _trail, _trailPercent, _offset }.All(option => parsed.GetValue(option) is null) ? null : Terms(parsed);

    public OrderTerms Terms(ParseResult parsed)
    {
        Price? At(Option<decimal?> option) => parsed.GetValue(option) is { } value ? Price.Of(value) : null;
        var (limit, stop, touch, offset) = (At(_limit), At(_stop), At(_touch), parsed.GetValue(_offset));
        var type = parsed.GetValue(_type) ?? (limit, stop) switch
        {
            ({ }, { }) => "stop-limit",
            ({ }, null) => "limit",
            (null, { }) => "stop",
            _ => "market",
        };
        return type switch
        {
            "market" or "market-on-open" => new OrderTerms.Market(),
            "limit" or "limit-on-open" => new OrderTerms.Limit(Needed(limit, type, "--limit")),
            "stop" => new OrderTerms.Stop(Needed(stop, type, "--stop")),
            "stop-limit" => new OrderTerms.StopLimit(Needed(stop, type, "--stop"), Needed(limit, type, "--limit")),
            "trailing-stop" => new OrderTerms.TrailingStop(TrailOf(parsed, type), stop),
            "trailing-stop-limit" => new OrderTerms.TrailingStopLimit(TrailOf(parsed, type), Needed(stop, type, "--stop"), Needed(offset, type, "--offset")),
            "market-on-close" => new OrderTerms.MarketOnClose(),
            "limit-on-close" => new OrderTerms.LimitOnClose(Needed(limit, type, "--limit")),
            "market-if-touched" => new OrderTerms.MarketIfTouched(Needed(touch, type, "--touch")),
            "limit-if-touched" => new OrderTerms.LimitIfTouched(Needed(touch, type, "--touch"), Needed(limit, type, "--limit")),
            "relative" => new OrderTerms.Relative(Needed(offset, type, "--offset"), limit),
            "midpoint" => new OrderTerms.Midpoint(limit),
            _ => throw new ApiException($"'{type}' is no order type: see --help."),
        };
    }

    public TimeInForce TimeInForceOf(ParseResult parsed) => parsed.GetValue(_type) is "market-on-open" or "limit-on-open" ? TimeInForce.Opg : parsed.GetValue(_tif);

    public OrderAttributes? Attributes(ParseResult parsed)
    {
        OrderAlgo? algo = parsed.GetValue(_adaptive) is { } priority ? new OrderAlgo.Adaptive(priority) : parsed.GetValue(_twap) is { } style ? new OrderAlgo.Twap(style) : null;
        var oca = parsed.GetValue(_oca) is { } name ? new OcaGroup(name, parsed.GetValue(_ocaType)) : null;
        var attributes = new OrderAttributes(parsed.GetValue(_outsideRth), parsed.GetValue(_until), oca, null, algo);
        return attributes == OrderAttributes.None ? null : attributes;
    }

    public BracketExits? Exits(ParseResult parsed) => (parsed.GetValue(_takeProfit), parsed.GetValue(_stopLoss)) switch
    {
        (null, null) => null,
        var (profit, loss) => new BracketExits(
            profit is { } gain ? new OrderTerms.Limit(Price.Of(gain)) : null, loss is { } stop ? new OrderTerms.Stop(Price.Of(stop)) : null),
    };

    private static void Add(Command command, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            command.Add(option);
        }
    }

    private Trail TrailOf(ParseResult parsed, string type) => (parsed.GetValue(_trail), parsed.GetValue(_trailPercent)) switch
    {
        ({ } amount, null) => Trail.Amount(amount),
        (null, { } percent) => Trail.Percent(percent),
        _ => throw new ApiException($"A {type} order needs --trail or --trail-percent."),
    };

    private static T Needed<T>(T? value, string type, string option)
        where T : struct => value ?? throw new ApiException($"A {type} order needs {option}.");
}
