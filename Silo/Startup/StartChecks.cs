using Microsoft.Extensions.Options;
using OrleansTrader.Silo.Settings;

namespace OrleansTrader.Silo.Startup;

/// <summary>All settings are read and checked before anything else happens.</summary>
internal static class StartChecks
{
    /// <exception cref="StartRefusedException">A setting is wrong: by name, value and rule.</exception>
    public static DataSettings Settings(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return services.GetRequiredService<IOptions<DataSettings>>().Value;
        }
        catch (Exception e) when (Causes(e).ToList() is { Count: > 0 } causes)
        {
            throw new StartRefusedException(string.Join(' ', causes), e);
        }
    }

    private static IEnumerable<string> Causes(Exception e) => e switch
    {
        AggregateException many => many.InnerExceptions.SelectMany(Causes),
        OptionsValidationException invalid => invalid.Failures,
        InvalidOperationException { InnerException: FormatException or ArgumentException } unreadable => [OneLine(unreadable.Message)],
        InvalidOperationException unknown when unknown.Message.Contains("ErrorOnUnknownConfiguration", StringComparison.Ordinal) => [OneLine(unknown.Message)],
        InvalidOperationException unreadable => [OneLine(unreadable.Message)],
        _ => [],
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
