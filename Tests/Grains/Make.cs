using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>Values with only what a test is about filled in.</summary>
internal static class Make
{
    public static Instrument Instrument(string symbol, int conId, params ReadOnlySpan<Session> hours) => new(
        ConId.Of(conId),
        symbol,
        SecurityType.Stock,
        "SMART",
        "NASDAQ",
        Currency.Usd,
        1,
        symbol,
        symbol,
        symbol,
        [new TickRule(0, 0.01m)],
        Quantity.Of(1),
        Quantity.Of(1),
        [.. hours],
        [.. hours],
        "America/New_York");

    public static void Know(this FakeGateway gateway, string symbol, int conId, params ReadOnlySpan<Session> hours) =>
        gateway.Known[symbol] = [Instrument(symbol, conId, hours)];

    /// <summary>The last 5-second boundary.</summary>
    public static DateTimeOffset OnTheClock(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.FromSeconds(5).Ticks));

    public static Quote Quote(int conId, decimal price, DateTimeOffset? at = null) => new(
        ConId.Of(conId), Price.Of(price - 0.01m), Quantity.Of(100), Price.Of(price + 0.01m), Quantity.Of(100), null, null, at ?? new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero));

    public static Bar Bar(int conId, DateTimeOffset start, decimal close = 100, BarSize? size = null, decimal volume = 10) => new(
        ConId.Of(conId), size ?? BarSize.FiveSeconds, start, Price.Of(close), Price.Of(close), Price.Of(close), Price.Of(close), Quantity.Of(volume), Price.Of(close), 1);

    public static StrategySettings Settings(string name, string type, params (string Name, string Value)[] parameters) => new(
        StrategyName.Of(name),
        type,
        AccountId.Of("DUSIM1"),
        new Money(100_000, Currency.Usd),
        parameters.ToImmutableDictionary(static parameter => parameter.Name, static parameter => parameter.Value));
}

/// <summary>Waits for a condition with a deadline in real time.</summary>
internal static class Eventually
{
    public static Task Async(Func<bool> condition) => Async(() => Task.FromResult(condition()));

    public static async Task Async(Func<Task<bool>> condition)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "Not reached within a minute.");
            await look.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
