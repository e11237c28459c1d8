using System.Globalization;
using Microsoft.Extensions.Options;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Storage.Logs;
using Serilog;

namespace OrleansTrader.Silo.Logging;

/// <summary>Log lines go to the console, a file a day under the data folder, and the table <c>logs.log</c>.</summary>
internal static class LoggingExtensions
{
    private const int KeptFiles = 14;
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {SourceContext} {Message:l}{Omitted:l}{NewLine}{Exception}";

    public static void AddTraderLogging(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PostgresLogWriter>();
        builder.Services.AddSingleton<PostgresSink>();
        builder.Services.AddSerilog(static (services, log) => log
            .ReadFrom.Configuration(services.GetRequiredService<IConfiguration>())
            .Enrich.FromLogContext()
            .Filter.With(new RepeatDamper(services.GetRequiredService<TimeProvider>()))
            .WriteTo.Console(formatProvider: CultureInfo.InvariantCulture, outputTemplate: Line)
            .WriteTo.File(
                Path.Combine(services.GetRequiredService<IOptions<DataSettings>>().Value.FullPath, "logs", "silo-.log"),
                formatProvider: CultureInfo.InvariantCulture,
                outputTemplate: Line,
                rollingInterval: RollingInterval.Day,
                retainedFileCountLimit: KeptFiles)
            .WriteTo.Sink(services.GetRequiredService<PostgresSink>()));
    }
}
