using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.OrderEngine;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>How long a kill waits for its cancels before it cancels everything of the login (design R11): counted from when a cancel can reach the broker.</summary>
public sealed class KillWaitTests
{
    private static readonly AccountId Account = AccountId.Of("DUSIM1");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero));
    private readonly RecordingBroker _broker = new();
    private readonly OrderEngineOptions _options = new() { Installation = "test", GlobalCancelOnKill = true };
    private long _lists;

    [Fact]
    public async Task The_wait_begins_with_the_synchronization_and_again_after_a_lost_connection()
    {
        var (engine, kill) = await KilledAsync();
        Look(kill, _options.AckTimeout * 10);
        Assert.Equal(0, _broker.GlobalCancels);

        Synchronize(engine);
        Look(kill, TimeSpan.Zero);
        Look(kill, _options.AckTimeout / 2);
        Take(engine, new SessionReport(SessionState.Disconnected, 1, "lost"));
        Look(kill, _options.AckTimeout * 10);
        Take(engine, new SessionReport(SessionState.Ready, 1, "back"));
        Synchronize(engine);
        Look(kill, TimeSpan.Zero);
        Look(kill, _options.AckTimeout / 2);
        Assert.Equal(0, _broker.GlobalCancels);

        Look(kill, _options.AckTimeout / 2);
        Look(kill, _options.AckTimeout / 2);
        Assert.Equal(1, _broker.GlobalCancels);
    }

    [Fact]
    public async Task Everything_of_the_login_is_cancelled_only_where_the_settings_allow_it()
    {
        _options.GlobalCancelOnKill = false;
        var (engine, kill) = await KilledAsync();
        Synchronize(engine);

        Look(kill, TimeSpan.Zero);
        Look(kill, _options.AckTimeout);

        Assert.Equal(0, _broker.GlobalCancels);
    }

    private void Look(KillSwitch kill, TimeSpan later)
    {
        _clock.Advance(later);
        kill.Watch();
    }

    /// <summary>A working order, and a latch; the session is not synchronized.</summary>
    private async Task<(Engine Engine, KillSwitch Kill)> KilledAsync()
    {
        var commit = new GroupCommit(Account, new InMemoryJournal(), _clock);
        await commit.OpenAsync(1, static (_, _) => { }, TestContext.Current.CancellationToken);
        await _broker.AttachAsync(Account, commit.Token, TestContext.Current.CancellationToken);
        var engine = new Engine(Account, _options, commit, new EnginePorts(_broker, new EngineLease(), _clock, null), new KnownContracts(null!, _clock, NullLogger.Instance));
        var intent = new OrderIntent(
            ClientOrderId.From("alpha/1/0"), OrderEngineCluster.Alpha, DomainEngine.Aapl, Side.Buy, Quantity.Of(10), new OrderTerms.Market(), TimeInForce.Day, false, OrderPurpose.Strategy, null);
        var order = _broker.Gateway.Place(intent, OrderRef.Of("test", intent.Strategy, intent.Id).ToString());
        commit.Record([
            new StrategyRegistered(intent.Strategy, new Money(1, Currency.Usd)), new AccountAdopted("test"), new OrderIntended(intent, OrderRef.Of("test", intent.Strategy, intent.Id)),
            new OrderWritten(intent.Id, order.OrderId, ModelGateway.ClientId, 1), new KillLatched("latch", "test", "drill"),
        ]);
        var sends = new BrokerSends(engine, NullLogger.Instance);
        return (engine, new KillSwitch(engine, sends, new PartGuard(engine, NullLogger.Instance), NullLogger.Instance));
    }

    private void Synchronize(Engine engine) => Take(engine, [.. _broker.Gateway.Lists(++_lists)]);

    private static void Take(Engine engine, params ImmutableArray<BrokerEvent> events)
    {
        foreach (var e in events)
        {
            engine.Take(BrokerDecider.Decide(engine.Pending, engine.View, e, engine.Context));
        }
    }
}
