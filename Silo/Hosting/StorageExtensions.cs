using OrleansTrader.Domain.Ports;
using OrleansTrader.Storage.Journal;
using OrleansTrader.Storage.Logs;

namespace OrleansTrader.Silo.Hosting;

/// <summary>The domain's ports that PostgreSQL implements.</summary>
internal static class StorageExtensions
{
    public static IServiceCollection AddTraderStorage(this IServiceCollection services)
    {
        services.AddSingleton<Database>();
        services.AddSingleton<IOrderJournal>(static services => new PostgresOrderJournal(services.Connection()));
        services.AddSingleton(static services => new PostgresLogReader(services.Connection()));
        return services;
    }

    private static string Connection(this IServiceProvider services) => services.GetRequiredService<Database>().ConnectionString;
}
