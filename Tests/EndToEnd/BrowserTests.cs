using System.Diagnostics;
using OrleansTrader.Tests.Support.Processes;
using Xunit;

namespace OrleansTrader.Tests.EndToEnd;

/// <summary>The page and the dashboard as a browser shows them, scripts run: empty without the token, alive with it.</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
public sealed class BrowserTests
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Page_and_dashboard_show_the_trading_silo_in_a_browser_and_nothing_without_the_token()
    {
        Assert.SkipUnless(Browser() is not null, "no Chromium is installed: scripts/prerequisites.sh could not install it");
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        await system.TradesAsync(3);

        var closed = await ShownAsync(system, "/");
        Assert.Contains("The token is missing or wrong.", closed, StringComparison.Ordinal);
        Assert.DoesNotContain("DUSIM0001", closed, StringComparison.Ordinal);
        Assert.DoesNotContain("<table", await ShownAsync(system, "/dashboard/"), StringComparison.Ordinal);

        var page = await ShownAsync(system, $"/?token={TradingSystem.Token}");
        foreach (var part in (string[])["DUSIM0001", "Session Ready", "strategies (3)", "MovingAverageCross", "proof (", "Proven", "orders ("])
        {
            Assert.Contains(part, page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(TradingSystem.Token, page, StringComparison.Ordinal);
        Assert.Contains("OrderEngineGrain", await ShownAsync(system, $"/dashboard/?token={TradingSystem.Token}"), StringComparison.Ordinal);
    }

    /// <summary>The document after its scripts ran for some seconds.</summary>
    private static async Task<string> ShownAsync(TradingSystem system, string path)
    {
        var profile = Directory.CreateTempSubdirectory("ot-browser-");
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(Browser()!, [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={profile.FullName}", "--virtual-time-budget=5000", "--dump-dom",
                new Uri(system.Silo.Address, path).ToString(),
            ])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var limit = new CancellationTokenSource(Deadline);
            var errors = browser.StandardError.ReadToEndAsync(limit.Token);
            var shown = await browser.StandardOutput.ReadToEndAsync(limit.Token);
            await browser.WaitForExitAsync(limit.Token);
            Assert.True(browser.ExitCode == 0, await errors);
            return shown;
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    private static string? Browser() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(static folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
