using System.Net;
using System.Reflection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Silo.Startup;

namespace OrleansTrader.Silo.Hosting;

/// <summary>The Orleans silo: membership, reminders and grain state in PostgreSQL, no client gateway.</summary>
internal static class OrleansExtensions
{
    private const string Invariant = "Npgsql";

    public static void UseTraderSilo(this IHostBuilder host, IEnumerable<Assembly> strategies) => host.UseOrleans(silo =>
    {
        silo.Services.AddOptions<ClusterOptions>().Configure<IOptions<ClusterSettings>>(static (options, settings) =>
        {
            options.ServiceId = settings.Value.ServiceId;
            options.ClusterId = settings.Value.ClusterId;
        });
        silo.Services.AddOptions<SiloOptions>().Configure<IOptions<DataSettings>>(static (options, data) => options.SiloName = SiloName(data.Value));
        silo.Services.AddOptions<EndpointOptions>().Configure<IOptions<ClusterSettings>>(static (options, settings) =>
        {
            options.AdvertisedIPAddress = IPAddress.Loopback;
            options.SiloPort = Preflight.SiloPort(settings.Value);
            options.GatewayPort = 0;
        });
        silo.Services.AddOptions<SiloMessagingOptions>().Configure<IOptions<ClusterSettings>>(
            static (options, settings) => options.MaxEnqueuedRequestsHardLimit = settings.Value.MailboxLimit);
        silo.Configure<ClusterMembershipOptions>(static options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(2);
            options.MaxProbeTimeout = TimeSpan.FromSeconds(4);
            options.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
        });
        silo.AddDatabaseProviders();
        silo.AddTraderGrains([.. strategies]);
        silo.AddActivityPropagation();
        silo.AddDashboard(static options => options.HideTrace = true); // The trace would show every logger's lines to anybody on the page.
    });

    /// <summary>One name per data folder: its lock proves that no two living silos share it.</summary>
    public static string SiloName(DataSettings data) => "silo-" + Base32.Hash(Environment.MachineName + ":" + data.FullPath, 8);

    private static void AddDatabaseProviders(this ISiloBuilder silo)
    {
        silo.UseAdoNetClustering(static (OptionsBuilder<AdoNetClusteringSiloOptions> options) => options.Configure<Database>(static (o, database) =>
        {
            o.Invariant = Invariant;
            o.ConnectionString = database.ForOrleans;
        }));
        silo.UseAdoNetReminderService(static (OptionsBuilder<AdoNetReminderTableOptions> options) => options.Configure<Database>(static (o, database) =>
        {
            o.Invariant = Invariant;
            o.ConnectionString = database.ForOrleans;
        }));
        silo.AddAdoNetGrainStorage(GrainsHosting.Storage, static (OptionsBuilder<AdoNetGrainStorageOptions> options) => options.Configure<Database>(static (o, database) =>
        {
            o.Invariant = Invariant;
            o.ConnectionString = database.ForOrleans;
        }));
    }
}
