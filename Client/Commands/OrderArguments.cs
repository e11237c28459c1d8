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
            + "relative, midpoint. Default: what the prices make of it (limit with --limit, stop with --stop, stop-limit with both, trailing-stop with --trail, and so on), else market.",
    };

    private readonly Option<decimal?> _limit = new("--limit") { Description = "Limit price; of relative and midpoint orders the cap." };
    private readonly Option<decimal?> _stop = new("--stop") { Description = "Stop price; of trailing orders the first one." };
    private readonly Option<decimal?> _touch = new("--touch") { Description = "The price at which an if-touched order wakes." };
    private readonly Option<decimal?> _trail = new("--trail") { Description = "Distance of a trailing stop in price." };
    private readonly Option<decimal?> _trailPercent = new("--trail-percent") { Description = "Distance of a trailing stop in percent of the price." };
    private readonly Option<decimal?> _offset = new("--offset") { Description = "Of a relative order, or from a trailing stop to its limit." };
    private readonly Option<TimeInForce?> _tif = new("--tif") { Description = "Day (default), Gtc, Ioc, Fok, Gtd, Opg." };
    private readonly Option<DateTimeOffset?> _until = new("--until") { Description = "When a Gtd order ends, for example 2026-03-02T20:00Z; UTC unless it says otherwise.", CustomParser = Instant.Parse };
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

    /// <summary>Whether a type or a price was given.</summary>
    public bool HasTerms(ParseResult parsed) => parsed.GetValue(_type) is not null || Prices.Any(option => parsed.GetValue(option) is not null);

    /// <param name="type">What it is unless <c>--type</c> says otherwise; null: what the prices make of it.</param>
    /// <exception cref="UsageException">A price is missing, or one was given that the type has no use for.</exception>
    public OrderTerms Terms(ParseResult parsed, string? type = null)
    {
        type = parsed.GetValue(_type) ?? type ?? Implied(parsed);
        var used = new HashSet<Option>();
        var terms = Make(parsed, type, used);
        return Prices.FirstOrDefault(option => parsed.GetValue(option) is not null && !used.Contains(option)) is { } idle
            ? throw new UsageException($"A {type} order has no {idle.Name}.")
            : terms;
    }

    private Option<decimal?>[] Prices => [_limit, _stop, _touch, _trail, _trailPercent, _offset];

    private string Implied(ParseResult parsed)
    {
        bool Has(Option<decimal?> option) => parsed.GetValue(option) is not null;
        return Has(_trail) || Has(_trailPercent) ? Has(_offset) ? "trailing-stop-limit" : "trailing-stop"
            : Has(_touch) ? Has(_limit) ? "limit-if-touched" : "market-if-touched"
            : Has(_offset) ? "relative"
            : Has(_stop) ? Has(_limit) ? "stop-limit" : "stop"
            : Has(_limit) ? "limit" : "market";
    }

    private OrderTerms Make(ParseResult parsed, string type, HashSet<Option> used)
    {
        decimal? Given(Option<decimal?> option) => used.Add(option) ? parsed.GetValue(option) : parsed.GetValue(option);
        decimal Needed(Option<decimal?> option) => Given(option) ?? throw new UsageException($"A {type} order needs {option.Name}.");
        Price At(Option<decimal?> option) => Price.Of(Needed(option));
        Price? MayBeAt(Option<decimal?> option) => Given(option) is { } value ? Price.Of(value) : null;
        Trail Distance() => (Given(_trail), Given(_trailPercent)) switch
        {
            ({ } amount, null) => Trail.Amount(amount),
            (null, { } percent) => Trail.Percent(percent),
            _ => throw new UsageException($"A {type} order needs --trail or --trail-percent."),
        };
        return type switch
        {
            "market" or "market-on-open" => new OrderTerms.Market(),
            "limit" or "limit-on-open" => new OrderTerms.Limit(At(_limit)),
            "stop" => new OrderTerms.Stop(At(_stop)),
            "stop-limit" => new OrderTerms.StopLimit(At(_stop), At(_limit)),
            "trailing-stop" => new OrderTerms.TrailingStop(Distance(), MayBeAt(_stop)),
            "trailing-stop-limit" => new OrderTerms.TrailingStopLimit(Distance(), At(_stop), Needed(_offset)),
            "market-on-close" => new OrderTerms.MarketOnClose(),
            "limit-on-close" => new OrderTerms.LimitOnClose(At(_limit)),
            "market-if-touched" => new OrderTerms.MarketIfTouched(At(_touch)),
            "limit-if-touched" => new OrderTerms.LimitIfTouched(At(_touch), At(_limit)),
            "relative" => new OrderTerms.Relative(Needed(_offset), MayBeAt(_limit)),
            "midpoint" => new OrderTerms.Midpoint(MayBeAt(_limit)),
            _ => throw new UsageException($"'{type}' is no order type: see --help."),
        };
    }

    public TimeInForce TimeInForceOf(ParseResult parsed) => (AtOpen: parsed.GetValue(_type) is "market-on-open" or "limit-on-open", Life: parsed.GetValue(_tif)) switch
    {
        (false, var life) => life ?? TimeInForce.Day,
        (true, null or TimeInForce.Opg) => TimeInForce.Opg,
        (true, var life) => throw new UsageException($"An order for the opening is Opg, not {life}."),
    };

    public OrderAttributes? Attributes(ParseResult parsed)
    {
        if (parsed.GetValue(_adaptive) is not null && parsed.GetValue(_twap) is not null)
        {
            throw new UsageException("An order has one algo: --adaptive or --twap.");
        }

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
}
