using System.Net;

namespace OrleansTrader.Silo.Settings;

/// <summary>Where REST, health, metrics and the dashboard listen. Section <c>Http</c>.</summary>
public sealed class HttpSettings
{
    public const string Section = "Http";

    /// <summary>One or more addresses separated by semicolons. Loopback by default: nobody outside this machine gets in (design P9).</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>The second word that an address outside loopback needs.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>Only this machine can reach it. A name other than localhost is not looked up: it counts as reachable.</summary>
    internal static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host));

    /// <exception cref="FormatException">An address is none, or is not http or https.</exception>
    internal IReadOnlyList<Uri> Addresses()
    {
        var parts = Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length > 0 ? [.. parts.Select(Address)] : throw new FormatException("no address is given");
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Port is > 0 and <= 65535 && uri.AbsolutePath == "/"
            ? uri
            : throw new FormatException($"'{text}' is not of the form http://HOST:PORT");
}
