using OrleansTrader.Domain.Ports;
using OrleansTrader.Storage.MarketData;

namespace OrleansTrader.Silo.History;

internal static class HistoryExtensions
{
    public static IServiceCollection AddHistory(this IServiceCollection services)
    {
        services.AddSingleton<InstrumentLookup>();
        services.AddSingleton(static services => new HistoryFilling(
            services.GetRequiredService<IMarketDataGateway>(),
            services.GetRequiredService<InstrumentLookup>().FindAsync,
            services.GetRequiredService<PostgresBarStore>(),
            services.GetRequiredService<PostgresHistoryFills>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<HistoryFilling>>()));
        return services.AddHostedService<HistoryFiller>();
    }
}
