using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using OrleansTrader.Benchmarks.Measuring;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>What a user waits for: <c>./run.sh</c> (built before) to Ready and to the first fill, twice, and the memory after a while.</summary>
internal static partial class TradingDay
{
    public static async Task<int> RunAsync(int seconds, string results)
    {
        var root = Root();
        var data = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ot-day-" + Path.GetRandomFileName())).FullName;
        try
        {
            var figures = new Dictionary<string, double>();
            await RunOnceAsync(root, data, minutes: 0.3, "build and first start", new Dictionary<string, double>(), TimeSpan.Zero);
            var code = await RunOnceAsync(root, data, seconds / 60d, "start", figures, TimeSpan.FromSeconds(seconds - 5));
            Report.Of("day", [], figures).Publish(results);
            return code;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<int> RunOnceAsync(string root, string data, double minutes, string name, Dictionary<string, double> figures, TimeSpan measureAfter)
    {
        var start = new ProcessStartInfo(Path.Combine(root, "run.sh")) { WorkingDirectory = root, RedirectStandardOutput = true };
        var ceiling = Math.Max(1, (int)Math.Ceiling(minutes)).ToString(CultureInfo.InvariantCulture);
        foreach (var argument in (string[])["--minutes", ceiling, "--data", data, "--port", "18080", "--gateway-port", "17497", "--control-port", "17500"])
        {
            start.ArgumentList.Add(argument);
        }

        using var run = Process.Start(start)!;
        var reading = ReadAsync(run.StandardOutput, name, figures);
        await Task.WhenAny(run.WaitForExitAsync(), Task.Delay(measureAfter));
        foreach (var part in (string[])["silo", "simulator"])
        {
            if (ResidentMiB(Path.Combine(data, "run", part + ".pid")) is { } memory)
            {
                figures[$"{part}: memory after {measureAfter.TotalMinutes:F0} min, MiB"] = memory;
            }
        }

        await run.WaitForExitAsync();
        await reading;
        return run.ExitCode;
    }

    private static async Task ReadAsync(StreamReader output, string name, Dictionary<string, double> figures)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            Console.WriteLine(line);
            if (Ready().Match(line) is { Success: true } ready)
            {
                figures[name + ": seconds to Ready"] = double.Parse(ready.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            }

            if (FirstFill().Match(line) is { Success: true } fill)
            {
                figures[name + ": seconds from Ready to the first fill"] = double.Parse(fill.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            }
        }
    }

    private static double? ResidentMiB(string pidFile)
    {
        if (!File.Exists(pidFile))
        {
            return null;
        }

        var pid = File.ReadAllText(pidFile).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0];
        var line = File.Exists($"/proc/{pid}/status") ? File.ReadLines($"/proc/{pid}/status").FirstOrDefault(static l => l.StartsWith("VmRSS", StringComparison.Ordinal)) : null;
        return line is null ? null : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "run.sh")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("run.sh is not above " + AppContext.BaseDirectory + ".");
    }

    [GeneratedRegex(@"^Ready after ([\d.]+) s")]
    private static partial Regex Ready();

    [GeneratedRegex(@"^First fill ([\d.]+) s")]
    private static partial Regex FirstFill();
}
