using Prometheus;

namespace OrleansTrader.Silo.Metrics;

/// <summary><c>/metrics</c>: all .NET meters of the process (ours, Orleans, Npgsql, runtime) as Prometheus text.</summary>
internal static class MetricsExtensions
{
    public static void MapTraderMetrics(this WebApplication app)
    {
        Prometheus.Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressEventCounters = true });
        app.MapMetrics("/metrics");
    }
}
