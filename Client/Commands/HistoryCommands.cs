using System.CommandLine;
using OrleansTrader.Client.Api;
using OrleansTrader.Client.Output;
using OrleansTrader.Domain.Views;

namespace OrleansTrader.Client.Commands;

/// <summary>Histories: what is stored, and fills from the broker.</summary>
internal static class HistoryCommands
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static void AddTo(Command root, Shared shared)
    {
        var history = new Command("history", "What is stored; 'fill' asks the broker for more.") { shared.Json };
        shared.Act(history, (api, parsed, stop) => ReadCommands.PrintAsync(shared, Views.Histories, api, parsed, "history", stop));
        var fills = new Command("fills", "How far each fill has come, newest first.") { shared.Json };
        shared.Act(fills, (api, parsed, stop) => ReadCommands.PrintAsync(shared, Views.Fillings, api, parsed, "history/fills", stop));
        history.Add(fills);
        history.Add(Fill(shared));
        root.Add(history);
    }

    private static Command Fill(Shared shared)
    {
        var instruments = new Argument<string[]>("instruments") { Description = "As you name them: AAPL, ES 202612, EUR.USD.", Arity = ArgumentArity.OneOrMore };
        var days = new Option<int>("--days") { Description = "At least so many days before now.", DefaultValueFactory = static _ => 30 };
        var (bar, what) = (Bar(), What());
        var wait = new Option<bool>("--wait") { Description = "Show progress until it is done." };
        var command = new Command("fill", "Asks the broker for at least N days of bars: only for what is missing, within its pacing, over any restart.") { instruments, days, bar, what, wait };
        shared.Act(command, async (api, parsed, stop) =>
        {
            var body = new { Instruments = parsed.GetRequiredValue(instruments), Days = parsed.GetValue(days), Bar = parsed.GetValue(bar), What = parsed.GetValue(what) };
            Console.WriteLine((await api.PostAsync("history/fill", body, stop)).Text);
            if (parsed.GetValue(wait))
            {
                await WatchAsync(api, body.Instruments, stop);
            }
        });
        return command;
    }

    /// <summary>A line for every step until none of the newest fills of these instruments goes on.</summary>
    private static async Task WatchAsync(TraderApi api, string[] instruments, CancellationToken stop)
    {
        for (var last = ""; ; await Task.Delay(Look, stop))
        {
            var rows = (await api.GetAsync<HistoryFillRow[]>("history/fills?limit=1000", stop)).Where(row => instruments.Contains(row.Instrument)).DistinctBy(static row => row.Instrument).ToArray();
            var line = string.Join("; ", rows.Select(static row => $"{row.Instrument} {row.State} {row.Requests}{(row.Remaining is { } left ? $" of {row.Requests + left}" : "")} requests, {row.Bars} bars{(row.Problem is null ? "" : $" ({row.Problem})")}"));
            if (line != last)
            {
                Console.WriteLine(last = line);
            }

            if (rows.All(static row => row.State is "Done" or "Failed"))
            {
                if (rows.FirstOrDefault(static row => row.State == "Failed") is { } failed)
                {
                    throw new ApiException($"{failed.Instrument}: {failed.Problem}");
                }

                return;
            }
        }
    }

    internal static Option<string> Bar() => new("--bar") { Description = "Size of the bars: 5s, 1m, 1h, 1d.", DefaultValueFactory = static _ => "1m" };

    internal static Option<string?> What() => new("--what") { Description = "IB's kind of data (default TRADES, for currency pairs MIDPOINT)." };
}
