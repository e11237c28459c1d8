using System.Text.Json;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Serialization;
using OrleansTrader.Storage.Instruments;
using OrleansTrader.Tests.Grains;
using OrleansTrader.Tests.Support;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

public sealed class PostgresInstrumentStoreTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_instrument_is_one_row_with_all_details_and_the_newest_win()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresInstrumentStore(database);
        var apple = Make.Instrument("AAPL", 265598, new Session(Noon, Noon.AddHours(4), new DateOnly(2026, 3, 2)));

        await store.SaveAsync(apple, CancellationToken.None);
        await store.SaveAsync(apple with { LongName = "APPLE INC", Multiplier = 2 }, CancellationToken.None);

        Assert.Equal("AAPL Stock SMART USD 2", await ScalarAsync<string>(database, "select concat_ws(' ', symbol, type, exchange, currency, multiplier) from trading.instrument where con_id = 265598"));
        var details = JsonSerializer.Deserialize<Instrument>((await ScalarAsync<string>(database, "select details::text from trading.instrument"))!, DomainJson.Options)!;
        Assert.Equal("APPLE INC", details.LongName);
        Assert.Equal(apple.TradingHours, details.TradingHours);
    }
}
