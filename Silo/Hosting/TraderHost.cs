using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using OrleansTrader.Grains.OrderEngine;
using OrleansTrader.IbBridge;
using OrleansTrader.Silo.Api;
using OrleansTrader.Silo.Auth;
using OrleansTrader.Silo.Health;
using OrleansTrader.Silo.History;
using OrleansTrader.Silo.Logging;
using OrleansTrader.Silo.Metrics;
using OrleansTrader.Silo.Page;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Silo.Startup;
using OrleansTrader.Silo.Strategies;
using OrleansTrader.Storage.Cluster;
using OrleansTrader.Strategies;

namespace OrleansTrader.Silo.Hosting;

/// <summary>Composes the process and runs it: settings, checks, database, then Orleans, then the bridge, then HTTP. Stops in the reverse order.</summary>
internal static partial class TraderHost
{
    /// <summary>Returns when the process was asked to stop and has stopped.</summary>
    /// <exception cref="StartRefusedException">It must not start; nothing was left running.</exception>
    public static async Task RunAsync(string[] args)
    {
        var builder = SettingsFile.Read(() => WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }));
        builder.Configuration.AddSettingsFile(args);
        builder.AddTrader();
        var app = builder.Build();
        var data = StartChecks.Settings(app.Services);
        StartChecks.Strategies(app.Services);
        Preflight.CheckDirectory(data);
        using var instance = InstanceLock.Take(data.FullPath);
        Preflight.CheckHttp(app.Services.GetRequiredService<IOptions<HttpSettings>>().Value);
        _ = app.Services.GetRequiredService<AccessToken>();
        await ServeAsync(app);
    }

    private static async Task ServeAsync(WebApplication app)
    {
        var database = app.Services.GetRequiredService<Database>();
        await database.StartAsync(CancellationToken.None);
        await SiloMembership.BuryPredecessorsAsync(
            database.ConnectionString,
            app.Services.GetRequiredService<IOptions<ClusterSettings>>().Value.ClusterId,
            OrleansExtensions.SiloName(app.Services.GetRequiredService<IOptions<DataSettings>>().Value),
            CancellationToken.None);
        if (app.Configuration["OrderEngine:Installation"] is null)
        {
            app.Services.GetRequiredService<IOptions<OrderEngineOptions>>().Value.Installation = database.Installation;
        }

        try
        {
            app.MapTrader();
            await StartAsync(app);
            await app.WaitForShutdownAsync();
        }
        finally
        {
            await app.DisposeAsync();
            await database.StopAsync();
        }
    }

    /// <exception cref="StartRefusedException">A part did not start; those that had started were stopped.</exception>
    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            await AnnounceAsync(app.Services);
        }
        catch (Exception e) when (e is not StartRefusedException)
        {
            LogNotStarted(app.Logger, e);
            await app.StopAsync();
            throw new StartRefusedException($"{e.GetBaseException().Message.ReplaceLineEndings(" ")} The log has the details.", e);
        }
    }

    /// <summary>Where the console finds us.</summary>
    private static Task AnnounceAsync(IServiceProvider services) => File.WriteAllTextAsync(
        services.GetRequiredService<IOptions<DataSettings>>().Value.File("url"),
        services.GetRequiredService<IOptions<HttpSettings>>().Value.Addresses()[0].ToString());

    private static void AddTrader(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSiloSettings();
        builder.AddTraderLogging();
        builder.Services.AddTraderStorage();
        var strategies = StrategyAssemblies.Load(typeof(MovingAverageCross).Assembly, builder.Configuration[StrategyRoster.PathSetting]);
        builder.Services.AddSingleton(strategies);
        builder.Host.UseTraderSilo(strategies.All);
        builder.Services.AddHostedService<LeaseService>(); // From here on after Orleans: started when the silo is up, stopped before it.
        builder.Services.AddSingleton<EndedHolders>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<EndedHolders>());
        builder.Services.AddIbBridge(builder.Configuration);
        builder.Services.AddHostedService<StrategyStarter>();
        builder.Services.AddHistory();
        builder.Services.AddHostedService<ProofWatch>();
        builder.Services.AddHostedService<DiskWatch>();
        builder.Services.AddSingleton<AccessToken>();
        builder.Services.AddTraderApi();
        builder.Services.AddTraderHealth();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
    }

    private static void MapTrader(this WebApplication app)
    {
        app.Urls.Clear();
        foreach (var address in app.Services.GetRequiredService<IOptions<HttpSettings>>().Value.Addresses())
        {
            app.Urls.Add(address.ToString());
        }

        app.UseMiddleware<TokenMiddleware>();
        app.UseApiErrors();
        app.MapTraderHealth();
        app.MapTraderMetrics();
        app.MapTraderApi();
        app.MapOrleansDashboard("/dashboard");
        app.MapPage();
    }

    [LoggerMessage(EventId = 1021, Level = LogLevel.Critical, Message = "The silo did not start")]
    private static partial void LogNotStarted(ILogger logger, Exception exception);
}
