using Microsoft.Extensions.Options;
using OrleansTrader.Grains.OrderEngine;
using OrleansTrader.Grains.Strategies;

namespace OrleansTrader.Silo.Settings;

internal static class SettingsExtensions
{
    /// <summary>Binds our sections strictly (a name nobody reads is refused) and checks them before anything starts.</summary>
    public static IServiceCollection AddSiloSettings(this IServiceCollection services)
    {
        services.AddChecked<HttpSettings>().BindConfiguration(HttpSettings.Section, Strict);
        services.AddChecked<AuthSettings>().BindConfiguration(AuthSettings.Section, Strict);
        services.AddChecked<DataSettings>().BindConfiguration(DataSettings.Section, Strict);
        services.AddChecked<ClusterSettings>().BindConfiguration(ClusterSettings.Section, Strict);
        services.AddChecked<LeaseSettings>().BindConfiguration(LeaseSettings.Section, Strict);
        services.AddChecked<StrategyRoster>().Configure<IConfiguration>(
            static (roster, configuration) => roster.Bind(configuration.GetSection(StrategyRoster.Section), Strict));
        services.AddOptions<OrderEngineOptions>().BindConfiguration("OrderEngine", Strict).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<StrategyHostOptions>().BindConfiguration(StrategyHostOptions.Section, Strict).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }

    private static void Strict(BinderOptions options) => options.ErrorOnUnknownConfiguration = true;

    private static OptionsBuilder<T> AddChecked<T>(this IServiceCollection services)
        where T : class
    {
        services.AddSingleton((IValidateOptions<T>)(object)new SettingsRules());
        return services.AddOptions<T>().ValidateOnStart();
    }
}
