using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Storage;

/// <summary>One migrated database for a test class whose tests keep apart by account.</summary>
public sealed class SharedDatabase(PostgresFixture postgres) : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync() => ConnectionString = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
