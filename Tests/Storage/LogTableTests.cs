using OrleansTrader.Storage.Logs;
using OrleansTrader.Tests.Support;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

public sealed class LogTableTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Two_lines_of_one_instant_stay_two_lines_in_their_order()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var writer = new PostgresLogWriter(TimeProvider.System))
        {
            writer.Start(database);
            writer.Write(Line("first"));
            writer.Write(Line("second"));
            writer.Write(Line("first"));
        }

        Assert.Equal(["1|first|alpha", "2|second|alpha", "3|first|alpha"], await RowsAsync(database, "select id, message, strategy from logs.log order by id"));
    }

    private static LogLine Line(string message) => new(Noon, "Information", "test", message, null, "alpha", null, null, """{"n":"1"}""");
}
