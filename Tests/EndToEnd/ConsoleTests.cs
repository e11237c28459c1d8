using System.Text.Json;
using OrleansTrader.Tests.Support.Processes;
using Xunit;

namespace OrleansTrader.Tests.EndToEnd;

/// <summary>The console as a process against a real silo: what it prints, where, and its exit codes (0 done, 1 refused or failed, 2 wrong usage).</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
public sealed class ConsoleTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Help_names_the_console_and_every_command()
    {
        var help = await RunAsync(["--help"]);
        Assert.Equal(0, help.Code);
        Assert.Contains("trader [command]", help.Out, StringComparison.Ordinal);
        foreach (var command in (string[])[
            "status", "positions", "orders", "fills", "strategies", "contracts", "proof", "mismatches", "adopt", "pause", "resume", "stop", "halt", "resume-account",
            "kill", "rearm", "flatten", "assign", "watch", "logs"])
        {
            Assert.Contains($"\n  {command} ", help.Out, StringComparison.Ordinal);
        }

        var own = await RunAsync(["fills", "--help"]);
        Assert.Equal(0, own.Code);
        Assert.Contains("trader fills [options]", own.Out, StringComparison.Ordinal);
        Assert.Contains("--since", own.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no command 'postions'", "postions")]
    [InlineData("Required command was not provided", "")]
    [InlineData("'two words' is not a strategy name", "pause", "two words")]
    [InlineData("'yesterday' is no time such as", "fills", "--since", "yesterday")]
    [InlineData("Required argument 'strategy' missing", "pause")]
    [InlineData("--every must be", "watch", "--every", "0")]
    public async Task Wrong_usage_is_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        var run = await RunAsync([.. arguments.Where(static argument => argument.Length > 0)]);

        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task Without_a_silo_one_line_says_so_and_the_exit_code_is_1()
    {
        var run = await RunAsync(["status", "--url", "http://127.0.0.1:9", "--token", TradingSystem.Token]);

        Assert.Equal(1, run.Code);
        Assert.StartsWith("No silo answers at http://127.0.0.1:9/", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Every_command_does_against_a_trading_silo_what_its_help_says()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        await system.TradesAsync(8);

        await ReadsAsync(system);
        await RefusesAsync(system);
        await PagesAsync(system);
        await SteersAsync(system);
    }

    private async Task ReadsAsync(TradingSystem system)
    {
        foreach (var command in (string[])["status", "positions", "orders", "fills", "strategies", "contracts", "proof", "mismatches", "logs"])
        {
            var table = await DoneAsync(system, command);
            Assert.NotEmpty(table);
            var rows = JsonDocument.Parse(await DoneAsync(system, command, "--json")).RootElement;
            Assert.Equal(JsonValueKind.Array, rows.ValueKind);
            Assert.True(rows.GetArrayLength() > 0 || command == "mismatches", $"{command} --json is empty");
        }
    }

    private async Task RefusesAsync(TradingSystem system)
    {
        var stranger = await RunAsync(["status", "--url", system.Silo.Address.ToString(), "--token", "a-wrong-token"]);
        Assert.Equal((1, $"The token is wrong for the silo at {system.Silo.Address}."), (stranger.Code, stranger.Error.Trim()));
        await RefusedAsync(system, "is not one of DUSIM0001", "positions", "--account", "DU999");
        await RefusedAsync(system, "nobody", "pause", "nobody");
        await RefusedAsync(system, "nothing.01", "assign", "nothing.01", "cross");
        await RefusedAsync(system, "limit", "fills", "--limit", "0");
        await RefusedAsync(system, "level", "logs", "--level", "Loud");
        await RefusedAsync(system, "since", "orders", "--since", "1h", "--until", "2h");
        Assert.Empty(JsonDocument.Parse(await DoneAsync(system, "orders", "--working", "--strategy", "nobody", "--json")).RootElement.EnumerateArray());
        foreach (var usage in (string[][])[["export", "x.csv", "--instrument", "AAPL", "--bar", "7x"], ["place", "probe", "buy", "1", "AAPL", "--type", "limit"], ["limits", "set", "MaxDailyLoss", "abc"]])
        {
            Assert.Equal(2, (await RunAsync(system, usage)).Code);
        }

        var later = await RunAsync(["backtest", "anything", "--from", "2026-01-01"]);
        Assert.Equal((1, "Backtests are not part of this version yet."), (later.Code, later.Error.Trim()));
    }

    private async Task PagesAsync(TradingSystem system)
    {
        var all = await FillsAsync(system, "--limit", "1000");
        Assert.True(all.Count >= 8);
        Assert.Equal(all.OrderByDescending(static fill => fill.At), all);

        var first = await FillsAsync(system, "--until", all[0].At.ToString("O"), "--limit", "2");
        Assert.Equal(all.Where(fill => fill.At < all[0].At).Take(2), first);
        Assert.All(await FillsAsync(system, "--strategy", "probe", "--since", "1h"), static fill => Assert.Equal("probe", fill.Strategy));
        Assert.Empty(await FillsAsync(system, "--until", "1d"));
        Assert.Contains("No fills.", await DoneAsync(system, "fills", "--until", "1d"), StringComparison.Ordinal);
        Assert.Single(JsonDocument.Parse(await DoneAsync(system, "orders", "--json", "--limit", "1")).RootElement.EnumerateArray());
    }

    private async Task SteersAsync(TradingSystem system)
    {
        await DoneAsync(system, "pause", "probe", "--reason", "console test");
        Assert.Contains("Paused", await DoneAsync(system, "strategies"), StringComparison.Ordinal);
        await DoneAsync(system, "resume", "probe");
        await DoneAsync(system, "stop", "rsi");
        await DoneAsync(system, "halt");
        Assert.Contains("Halted", await DoneAsync(system, "status"), StringComparison.Ordinal);

        var fill = (await FillsAsync(system, "--strategy", "probe"))[0];
        await DoneAsync(system, "assign", fill.ExecId, "cross");
        Assert.Equal("cross", (await FillsAsync(system, "--limit", "1000")).Single(each => each.ExecId == fill.ExecId).Strategy);
        await DoneAsync(system, "assign", fill.ExecId, "probe");

        await DoneAsync(system, "resume-account");
        await DoneAsync(system, "flatten", "cross");
        await DoneAsync(system, "kill"); // A script is not asked.
        Assert.Contains("KILLED", await DoneAsync(system, "status"), StringComparison.Ordinal);
        await system.Until("all is flat", async () => (await system.LedgerAsync()).Positions.All(static position => position.Quantity == 0));
        await DoneAsync(system, "rearm");
        await DoneAsync(system, "rebuild");
        Assert.Contains("adopt", (await RunAsync(system, ["adopt"])).Text, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<IReadOnlyList<Fill>> FillsAsync(TradingSystem system, params string[] options) =>
        JsonSerializer.Deserialize<List<Fill>>(await DoneAsync(system, ["fills", "--json", .. options]), JsonSerializerOptions.Web)!;

    private async Task<string> DoneAsync(TradingSystem system, params string[] arguments)
    {
        var run = await RunAsync(system, arguments);
        Assert.True(run.Code == 0 && run.Error.Length == 0, $"trader {string.Join(' ', arguments)}: exit code {run.Code}\n{run.Text}");
        return run.Out;
    }

    private async Task RefusedAsync(TradingSystem system, string expected, params string[] arguments)
    {
        var run = await RunAsync(system, arguments);
        Assert.True(run.Code == 1 && run.Error.Contains(expected, StringComparison.Ordinal), $"trader {string.Join(' ', arguments)}: exit code {run.Code}\n{run.Text}");
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    private Task<Run> RunAsync(TradingSystem system, params string[] arguments) =>
        RunAsync([.. arguments, "--url", system.Silo.Address.ToString(), "--token", TradingSystem.Token]);

    private async Task<Run> RunAsync(IReadOnlyList<string> arguments)
    {
        await using var process = ManagedProcess.Start("Client", Path.GetTempPath(), arguments);
        await process.WaitForExitAsync(Deadline);
        var run = new Run(process.ExitCode, process.Printed, process.Errors);
        output.WriteLine($"trader {string.Join(' ', arguments)}\n{run.Text}");
        return run;
    }

    private sealed record Run(int Code, string Out, string Error)
    {
        public string Text => Out + Error;
    }

    private sealed record Fill(string ExecId, string Strategy, DateTimeOffset At);
}
