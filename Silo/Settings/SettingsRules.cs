using Microsoft.Extensions.Options;

namespace OrleansTrader.Silo.Settings;

/// <summary>Every rule says the setting, its value and what is wrong with it.</summary>
internal sealed class SettingsRules :
    IValidateOptions<HttpSettings>,
    IValidateOptions<AuthSettings>,
    IValidateOptions<DataSettings>,
    IValidateOptions<ClusterSettings>,
    IValidateOptions<LeaseSettings>,
    IValidateOptions<StrategyRoster>
{
    public ValidateOptionsResult Validate(string? name, HttpSettings options)
    {
        try
        {
            return options.Addresses().FirstOrDefault(static address => !HttpSettings.IsLoopback(address)) is { } open && !options.AllowRemote
                ? ValidateOptionsResult.Fail(
                    $"Http:Urls is '{options.Urls}': {open.Host} can be reached from other machines, where only the token protects your accounts; set Http:AllowRemote to true if that is meant.")
                : ValidateOptionsResult.Success;
        }
        catch (FormatException e)
        {
            return ValidateOptionsResult.Fail($"Http:Urls is '{options.Urls}': {e.Message}.");
        }
    }

    public ValidateOptionsResult Validate(string? name, AuthSettings options) =>
        Check(options.Token is null || (options.Token.Length >= AuthSettings.MinLength && options.Token.All(char.IsAsciiLetterOrDigit)),
            $"Auth:Token has {options.Token?.Length} characters: it must be letters and digits, at least {AuthSettings.MinLength}.");

    public ValidateOptionsResult Validate(string? name, DataSettings options) => First(
        Check(!string.IsNullOrWhiteSpace(options.Directory), $"Data:Directory is '{options.Directory}': it must name a folder."),
        Check(options.MinFreeMiB >= 0, $"Data:MinFreeMiB is '{options.MinFreeMiB}': it must not be negative."));

    public ValidateOptionsResult Validate(string? name, ClusterSettings options) => First(
        Check(IsWord(options.ServiceId), $"Cluster:ServiceId is '{options.ServiceId}': it must be 1 to 60 letters, digits, '-' or '_'."),
        Check(IsWord(options.ClusterId), $"Cluster:ClusterId is '{options.ClusterId}': it must be 1 to 60 letters, digits, '-' or '_'."),
        Check(options.SiloPort is >= 0 and <= 65535, $"Cluster:SiloPort is '{options.SiloPort}': it must be 0 (a free port) to 65535."),
        Check(options.MailboxLimit >= 100, $"Cluster:MailboxLimit is '{options.MailboxLimit}': it must be at least 100."));

    public ValidateOptionsResult Validate(string? name, LeaseSettings options) => First(
        Check(options.FenceCommand is not "", "Lease:FenceCommand is '': it must be a command, or not be set."),
        Check(options.FenceTimeout > TimeSpan.Zero && options.FenceTimeout <= LeaseSettings.LongestFence,
            $"Lease:FenceTimeout is '{options.FenceTimeout}': it must be more than zero and at most {LeaseSettings.LongestFence}."));

    public ValidateOptionsResult Validate(string? name, StrategyRoster options)
    {
        var failures = options.Entries.SelectMany(Failures).Concat(Repeated(options.Entries)).ToList();
        return failures is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(StrategyEntry entry, int index)
    {
        if (entry.Capital <= 0)
        {
            yield return $"Strategies:{index}:Capital is '{entry.Capital}': it must be more than zero.";
        }

        if (string.IsNullOrWhiteSpace(entry.Type))
        {
            yield return $"Strategies:{index}:Type is '{entry.Type}': it must name a strategy class.";
        }

        if (Problem(entry) is { } problem)
        {
            yield return $"Strategies:{index}: {problem}";
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<StrategyEntry> entries) => entries
        .GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .Select(group => $"Strategies: the name '{group.Key}' is used {group.Count()} times: it must be unique.");

    private static string? Problem(StrategyEntry entry)
    {
        try
        {
            entry.ToSettings();
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    private static bool IsWord(string text) =>
        text is { Length: >= 1 and <= 60 } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static ValidateOptionsResult Check(bool holds, string failure) => holds ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failure);

    private static ValidateOptionsResult First(params ReadOnlySpan<ValidateOptionsResult> results)
    {
        foreach (var result in results)
        {
            if (result.Failed)
            {
                return result;
            }
        }

        return ValidateOptionsResult.Success;
    }
}
