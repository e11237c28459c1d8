using Microsoft.Playwright;
using OrleansTrader.Tests.Support.Processes;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace OrleansTrader.Tests.EndToEnd;

/// <summary>The page and the dashboard as a browser shows them, scripts run: empty without the token, alive with it.</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
public sealed class BrowserTests
{
    private const float Patience = 90_000; // Milliseconds; what is waited for comes within a second on an idle machine.

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    [Fact]
    public async Task Page_and_dashboard_show_the_trading_silo_in_a_browser_and_nothing_without_the_token()
    {
        Assert.SkipUnless(Browser() is not null, "no Chromium is installed: scripts/prerequisites.sh could not install it");
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        await system.TradesAsync(3);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Browser(), Args = ["--no-sandbox", "--disable-dev-shm-usage"] });

        var stranger = await PageAsync(browser, system);
        await stranger.GotoAsync("/");
        await ShowsAsync(stranger, "The token is missing or wrong.");
        Assert.DoesNotContain("DUSIM0001", await stranger.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(401, (await stranger.GotoAsync("/dashboard/"))!.Status);
        Assert.DoesNotContain("<table", await stranger.ContentAsync(), StringComparison.Ordinal);

        var page = await PageAsync(browser, system);
        await page.GotoAsync($"/?token={TradingSystem.Token}");
        foreach (var part in (string[])["DUSIM0001", "Session Ready", "strategies (3)", "MovingAverageCross", "proof (", "Proven", "orders ("])
        {
            await ShowsAsync(page, part);
        }

        Assert.DoesNotContain(TradingSystem.Token, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(TradingSystem.Token, page.Url, StringComparison.Ordinal);

        var dashboard = await PageAsync(browser, system);
        await dashboard.GotoAsync($"/dashboard/?token={TradingSystem.Token}");
        await ShowsAsync(dashboard, "OrderEngineGrain");
    }

    /// <summary>In a context of its own: no cookie of another page.</summary>
    private static async Task<IPage> PageAsync(IBrowser browser, TradingSystem system)
    {
        var page = await browser.NewPageAsync(new() { BaseURL = system.Silo.Address.ToString() });
        page.SetDefaultTimeout(Patience);
        return page;
    }

    private static Task ShowsAsync(IPage page, string text) => Expect(page.Locator("body")).ToContainTextAsync(text, new() { Timeout = Patience });

    private static string? Browser() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(static folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
