using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Storage.Books;
using OrleansTrader.Storage.Instruments;
using OrleansTrader.Storage.Journal;
using OrleansTrader.Storage.Lease;
using OrleansTrader.Storage.Logs;
using OrleansTrader.Storage.MarketData;

namespace OrleansTrader.Silo.Hosting;

/// <summary>The domain's ports that PostgreSQL implements.</summary>
internal static class StorageExtensions
{
    public static IServiceCollection AddTraderStorage(this IServiceCollection services)
    {
        services.AddSingleton<Database>();
        services.AddHostedService<DatabaseKeeper>(); // Before Orleans: the last to stop.
        services.AddSingleton<IOrderJournal>(static services => new PostgresOrderJournal(services.Connection()));
        services.AddSingleton<IBookStore>(static services => new PostgresBookStore(services.Connection()));
        services.AddSingleton<IOrderIdStore>(static services => new PostgresOrderIdStore(services.Connection()));
        services.AddSingleton<IInstrumentStore>(static services => new PostgresInstrumentStore(services.Connection()));
        services.AddSingleton<IContractRegistry>(static services => new PostgresContractRegistry(
            services.Connection(), services.GetRequiredService<IOptions<ClusterSettings>>().Value.ServiceId));
        services.AddSingleton<IKillLatchFile, KillLatchFiles>();
        services.AddSingleton(static services => new PostgresBarStore(services.Connection()));
        services.AddSingleton<IBarStore>(static services => services.GetRequiredService<PostgresBarStore>());
        services.AddSingleton(static services => new PostgresHistoryFills(services.Connection()));
        services.AddSingleton(static services => new PostgresLogReader(services.Connection()));
        services.AddSingleton(static services => new BookQueries(services.Connection()));
        services.AddSingleton(static services => new PostgresLease(
            services.Connection(),
            LeaseHolder.Self(services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString()),
            TimeProvider.System,
            services.GetRequiredService<ILogger<PostgresLease>>())
        {
            IsAlone = () => IsAlone(services.GetRequiredService<IClusterMembershipService>()),
        });
        services.AddSingleton<ILease>(static services => services.GetRequiredService<PostgresLease>());
        services.AddSingleton<IHolderFence, HolderFence>();
        return services;
    }

    /// <summary>As far as the newest known membership says.</summary>
    private static bool IsAlone(IClusterMembershipService membership) =>
        membership.CurrentSnapshot.Members.Values.Count(static member => member.Status is SiloStatus.Active or SiloStatus.Joining) <= 1;

    private static string Connection(this IServiceProvider services) => services.GetRequiredService<Database>().ConnectionString;
}
