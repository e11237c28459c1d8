using System.Data.Common;
using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using OrleansTrader.Grains.Interfaces.Serialization;
using OrleansTrader.Silo.Settings;

namespace OrleansTrader.Silo.Hosting;

/// <summary>The Orleans silo: membership, reminders and grain state in PostgreSQL, no client gateway.</summary>
internal static class OrleansExtensions
{
    private const string Invariant = "Npgsql";

    public static void UseTraderSilo(this IHostBuilder host, int siloPort) => host.UseOrleans(silo =>
    {
        silo.Services.AddOptions<ClusterOptions>().Configure<IOptions<ClusterSettings>>(static (options, settings) =>
        {
            options.ServiceId = settings.Value.ServiceId;
            options.ClusterId = settings.Value.ClusterId;
        });
        silo.ConfigureEndpoints(IPAddress.Loopback, siloPort, gatewayPort: 0);
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
        silo.Services.AddDomainSerialization();
        silo.AddActivityPropagation();
        silo.AddDashboard(static options => options.HideTrace = true); // The trace would show every logger's lines to anybody on the page.
    });

    private static void AddDatabaseProviders(this ISiloBuilder silo)
    {
        silo.UseAdoNetClustering(static (OptionsBuilder<AdoNetClusteringSiloOptions> options) => options.Configure<DbDataSource>(static (o, source) =>
        {
            o.Invariant = Invariant;
            o.DataSource = source;
        }));
        silo.UseAdoNetReminderService(static (OptionsBuilder<AdoNetReminderTableOptions> options) => options.Configure<DbDataSource>(static (o, source) =>
        {
            o.Invariant = Invariant;
            o.DataSource = source;
        }));
        silo.AddAdoNetGrainStorage("pg", static (OptionsBuilder<AdoNetGrainStorageOptions> options) => options.Configure<DbDataSource>(static (o, source) =>
        {
            o.Invariant = Invariant;
            o.DataSource = source;
            o.GrainStorageSerializer = new GrainStateSerializer();
        }));
    }
}
