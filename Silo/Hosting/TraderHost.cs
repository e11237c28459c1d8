using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using OrleansTrader.Silo.Api;
using OrleansTrader.Silo.Auth;
using OrleansTrader.Silo.Health;
using OrleansTrader.Silo.Logging;
using OrleansTrader.Silo.Metrics;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Silo.Startup;
using OrleansTrader.Silo.Strategies;

namespace OrleansTrader.Silo.Hosting;

/// <summary>Composes the process and runs it: settings, checks, database, then Orleans, then the bridge, then HTTP. Stops in the reverse order.</summary>
internal static class TraderHost
{
    /// <summary>Returns when the process was asked to stop and has stopped.</summary>
    /// <exception cref="StartRefusedException">It must not start; nothing was left running.</exception>
    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddSettingsFile(args);
        builder.AddTrader();
        await using var app = builder.Build();
        var data = StartChecks.Settings(app.Services);
        Preflight.CheckDirectory(data);
        using var instance = InstanceLock.Take(data.FullPath);
        Preflight.CheckHttp(app.Services.GetRequiredService<IOptions<HttpSettings>>().Value);
        _ = app.Services.GetRequiredService<AccessToken>();
        await app.Services.GetRequiredService<Database>().StartAsync(CancellationToken.None);
        app.MapTrader();
        await File.WriteAllTextAsync(data.File("url"), app.Services.GetRequiredService<IOptions<HttpSettings>>().Value.Addresses()[0].ToString());
        await app.RunAsync();
    }

    private static void AddTrader(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSiloSettings();
        builder.AddTraderLogging();
        builder.Services.AddTraderStorage();
        builder.Host.UseTraderSilo();
        builder.Services.AddHostedService<StrategyStarter>();
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
    }
}
