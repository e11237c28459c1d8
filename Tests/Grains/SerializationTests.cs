using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Grains.Interfaces.Serialization;
using Xunit;

namespace OrleansTrader.Tests.Grains;

public sealed class SerializationTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddDomainSerialization().BuildServiceProvider();
    private static readonly DateTimeOffset At = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private static readonly OrderIntent Intent = new(
        ClientOrderId.From("alpha/1/1"), Alpha, ConId.Of(1), Side.Buy, Quantity.Of(5), new OrderTerms.Limit(Price.Of(9.5m)), TimeInForce.Day, false, OrderPurpose.Strategy, null);

    private static readonly Order AnOrder = new(
        Intent, OrderRef.Of("abcd", Alpha, Intent.Id), OrderStatus.Submitted, Quantity.Zero, 0, 7, 1, [PermId.Of(9)], true, false, null, At, At);

    public static TheoryData<string, object> Values => new()
    {
        { "quote", Make.Quote(1, 100) },
        { "bars", ImmutableArray.Create(Make.Bar(1, At), Make.Bar(1, At.AddSeconds(5))) },
        { "actions", new StrategySubmission(Alpha, 3, [new SetTargetAction(ConId.Of(1), PositionQuantity.Of(-5), new ExecutionPolicy.AtLimit(Price.Of(3))), new PlaceAction(Intent.Id, ConId.Of(1), Side.Sell, Quantity.Of(1), new OrderTerms.Market(), TimeInForce.Ioc), new CancelAction(Intent.Id)]) },
        { "changes", new StrategySubmission(Alpha, 4, [new ModifyAction(Intent.Id, Quantity.Of(3), new OrderTerms.StopLimit(Price.Of(2), Price.Of(1))), new PlaceAction(Intent.Id, ConId.Of(1), Side.Sell, Quantity.Of(1), new OrderTerms.TrailingStop(Trail.Percent(2)), TimeInForce.Gtd) { Attributes = new OrderAttributes(true, At, new OcaGroup("exit", OcaType.ReduceWithBlock), null, new OrderAlgo.Adaptive(AdaptivePriority.Urgent)), Exits = new BracketExits(new OrderTerms.Limit(Price.Of(5)), null) }, new SetTargetAction(ConId.Of(1), PositionQuantity.Of(2), new ExecutionPolicy.Sliced(TimeSpan.FromMinutes(1), 4, new ExecutionPolicy.MarketableLimit(0.01m)))]) },
        { "limit", new SetLimit("k", "ann", Alpha, LimitName.MaxDailyLoss, 500, false, "because") },
        { "result", new SubmissionResult(true, [null, new Denial(DenialCode.PriceCollar, "no", 1, null)]) },
        { "events", ImmutableArray.Create<BrokerEvent>(new OrderErrorReport(1, 201, OrderErrorKind.Rejected, "margin"), new SnapshotEnded(new SnapshotId(1, 2, SnapshotKind.Positions)), new CommissionReport(ExecId.Of("0000e0d5.6565.01.01"), new Money(1.5m, Currency.Usd), null)) },
        { "news", new StrategyNews(9, [new StrategyNewsItem(8, AnOrder, null), new StrategyNewsItem(9, null, AFill())], [APosition()], [AnOrder], StrategyStatus.Stopping, new Money(1, Currency.Usd)) { AfterSeq = 7 } },
        { "command", new SetStrategyStatus("k", "host", Alpha, StrategyStatus.Paused, "because") },
        { "notice", new NotifyOperator("k", "host", OrleansTrader.Domain.Journal.NotificationLevel.Alarm, "alpha", "text") },
        { "place", new PlaceByHand("k", "console", Alpha, ConId.Of(1), Side.Buy, Quantity.Of(1), new OrderTerms.Stop(Price.Of(2))) },
        { "subscription", new ContractSubscription(Alpha, "AAPL", [BarSize.OneMinute, BarSize.FiveSeconds], true) },
        { "settings", Make.Settings("alpha", "Probe", ("fast", "5")) },
        { "line", new LineReport(LineKind.Quote, LineState.Refused, null, "text") },
        { "price", new CurrentPrice(Price.Of(1.5m), At, PriceSource.Snapshot) },
        { "instrument", new InstrumentResolution(Make.Instrument("AAPL", 1, new OrleansTrader.Domain.Instruments.Session(At, At.AddHours(1), new DateOnly(2026, 3, 2))), [], null) },
        { "proof", new ContractProof(ConId.Of(1), "AAPL", ProofState.Settling, ImmutableDictionary<StrategyName, PositionQuantity>.Empty.Add(Alpha, PositionQuantity.Of(3)), PositionQuantity.Of(3), null, PositionQuantity.Of(3), At, null, null) },
        { "contract", new ContractView(ConId.Of(1), "AAPL", Make.Quote(1, 5), null, true, [new SubscriberView(Alpha, BarSize.FiveMinutes, false), new SubscriberView(Alpha, null, true)], [LineKind.Quote], 1, 2, 3, 4, [new Gap(new TimeRange(At, At.AddMinutes(1)), At)], 5, DataQuality.Stale, "none", 6, 7, 8, new MarketDepth(ConId.Of(1), [new DepthRow(Price.Of(5), Quantity.Of(1), "Q")], [], At), new OptionGreeks(ConId.Of(1), 0.2, 0.5, null, null, null, Price.Of(3), null, At)) },
        { "host", new StrategyHostView(Alpha, "Probe", AccountId.Of("DUSIM1"), StrategyStatus.Active, true, ImmutableDictionary<string, string>.Empty.Add("a", "b"), ["AAPL"], 1, 2, 3, null, At, "warming up, 3 of 5 bars") },
        { "portfolio", new PortfolioView(AccountId.Of("DUSIM1"), At, [new HoldingView(Alpha, ConId.Of(1), "AAPL", PositionQuantity.Of(1), null, null, null, null, 0, 0, Currency.Usd)]) },
    };

    private static Serializer Serializer => Services.GetRequiredService<Serializer>();

    [Theory]
    [MemberData(nameof(Values))]
    public void Every_kind_of_message_survives_the_way_between_silos(string what, object value)
    {
        var copy = RoundTrip(value);

        Assert.Equal(value.GetType(), copy.GetType());
        Assert.NotSame(value, copy);
        Assert.True(Text(value) == Text(copy), what);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Inside_a_silo_the_receiver_gets_the_very_instance(string what, object value)
    {
        var copy = Services.GetRequiredService<DeepCopier>().Copy(value);

        Assert.True(value is ValueType || ReferenceEquals(value, copy), what);
    }

    [Fact]
    public void The_elements_of_an_array_of_records_are_not_copied_either()
    {
        ImmutableArray<BrokerEvent> events = [new SnapshotBegan(new SnapshotId(1, 1, SnapshotKind.Executions))];

        var copy = Services.GetRequiredService<DeepCopier<ImmutableArray<BrokerEvent>>>().Copy(events);

        Assert.Same(events[0], copy[0]);
    }

    [Fact]
    public void Values_that_may_be_absent_survive_on_their_own()
    {
        Assert.Equal(BarSize.OneMinute, RoundTrip<BarSize?>(BarSize.OneMinute));
        Assert.Null(RoundTrip<BarSize?>(null));
        Assert.Equal(Price.Of(-1.25m), RoundTrip<Price?>(Price.Of(-1.25m)));
        Assert.Equal(Alpha, RoundTrip(Alpha));
        Assert.Equal(TimeSpan.FromSeconds(1), RoundTrip(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Exceptions_arrive_as_what_they_are()
    {
        var gateway = RoundTrip<Exception>(new GatewayRequestException(354, "not subscribed"));
        var journal = RoundTrip<Exception>(new JournalException("lost", new TimeoutException("late")));

        Assert.Equal(354, Assert.IsType<GatewayRequestException>(gateway).Code);
        Assert.Equal("not subscribed", gateway.Message);
        Assert.IsType<TimeoutException>(Assert.IsType<JournalException>(journal).InnerException);
        Assert.Equal("older", Assert.IsType<StaleTokenException>(RoundTrip<Exception>(new StaleTokenException("older"))).Message);
        Assert.Equal("elsewhere", Assert.IsType<NotLeaseHolderException>(RoundTrip<Exception>(new NotLeaseHolderException("elsewhere"))).Message);
    }

    /// <summary>A new exception without a converter would arrive as a missing codec.</summary>
    [Fact]
    public void Every_exception_that_a_grain_may_throw_can_be_sent()
    {
        var ours = new[] { typeof(GatewayRequestException).Assembly, typeof(NotLeaseHolderException).Assembly }
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type.IsAssignableTo(typeof(Exception)))
            .ToArray();

        Assert.NotEmpty(ours);
        Assert.All(ours, static type => Assert.Equal(type, RoundTrip<Exception>(New(type)).GetType()));
    }

    private static Exception New(Type exception) => (Exception)exception.GetConstructors()[0].Invoke(
        [.. exception.GetConstructors()[0].GetParameters().Select(static parameter => Default(parameter))]);

    private static object? Default(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "text",
        { IsValueType: true } type => Activator.CreateInstance(type),
        _ => null,
    };

    private static T RoundTrip<T>(T value) => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;

    private static string Text(object value) => System.Text.Json.JsonSerializer.Serialize(value, value.GetType(), OrleansTrader.Domain.Serialization.DomainJson.Options);

    private static Fill AFill() => new(ExecId.Of("0000e0d5.6565.01.01"), Alpha, ConId.Of(1), "AAPL", Side.Buy, Quantity.Of(1), Price.Of(2), 1, Currency.Usd, At, Intent.Id, PermId.Of(4), FillSource.Execution);

    private static Position APosition() => new(Alpha, ConId.Of(1), "AAPL", Currency.Usd, 1, PositionQuantity.Of(1), 2, 0, 0, -2, 9);
}
