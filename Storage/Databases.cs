using Npgsql;

namespace OrleansTrader.Storage;

/// <summary>How this program's parts connect.</summary>
public static class Databases
{
    /// <summary>The connection string for the Orleans AdoNet providers: their tables are found by search path.</summary>
    public static string ForOrleans(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        SearchPath = "orleans,public",
        ApplicationName = "orleans",
        MaxPoolSize = 30,
        MaxAutoPrepare = 60,
        AutoPrepareMinUsages = 2,
    }.ConnectionString;

    /// <summary>A data source of one part of the program; the caller disposes it. Public for the composition root, which hands it to the Orleans providers.</summary>
    public static NpgsqlDataSource Source(string connectionString, string part) => Source(connectionString, part, static _ => { });

    internal static NpgsqlDataSource Source(string connectionString, string part, Action<NpgsqlConnectionStringBuilder> configure)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = part, Multiplexing = false, MaxPoolSize = 10 };
        configure(settings);
        return NpgsqlDataSource.Create(settings.ConnectionString);
    }
}
