using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansTrader.Silo.Auth;

namespace OrleansTrader.Silo.Health;

/// <summary><c>/health/live</c>: the process answers (needs no token, says nothing else). <c>/health/ready</c>: it can trade, part by part.</summary>
internal static class HealthExtensions
{
    private const string Ready = "ready";

    public static IServiceCollection AddTraderHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<LeaseCheck>("lease", tags: [Ready])
            .AddCheck<JournalCheck>("journal", tags: [Ready])
            .AddCheck<SessionCheck>("session", tags: [Ready])
            .AddCheck<EngineCheck>("engine", tags: [Ready]);
        return services;
    }

    public static void MapTraderHealth(this WebApplication app)
    {
        app.MapHealthChecks(TokenMiddleware.OpenPath, new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = static check => check.Tags.Contains(Ready),
            ResponseWriter = WriteAsync,
        });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = report.Status.ToString(),
            parts = report.Entries.ToDictionary(static e => e.Key, static e => new { status = e.Value.Status.ToString(), detail = e.Value.Description }),
        },
        JsonSerializerOptions.Web);
}
