using System.CommandLine;
using System.CommandLine.Help;

namespace OrleansTrader.Client.Commands;

/// <summary>All commands of <c>./trader</c>.</summary>
internal static class CommandTree
{
    /// <summary>Not a <see cref="RootCommand"/>: that one takes its name from the assembly.</summary>
    public static Command Build()
    {
        var shared = new Shared();
        var root = new Command("trader", "Shows and steers OrleansTrader. Exit code 0: done, 1: refused or failed, 2: wrong usage.")
        {
            new HelpOption(),
            new VersionOption(),
            shared.Url,
            shared.Token,
            shared.Account,
        };
        ReadCommands.AddTo(root, shared);
        ActCommands.AddTo(root, shared);
        HistoryCommands.AddTo(root, shared);
        FileCommands.AddTo(root, shared);
        OrderCommands.AddTo(root, shared);
        RiskCommands.AddTo(root, shared);
        WatchCommand.AddTo(root, shared);
        WireCommand.AddTo(root, shared);
        root.Add(Later("backtest"));
        root.Add(Later("sweep"));
        return root;
    }

    /// <summary>A promised command that is not there yet says so, whatever it is given.</summary>
    private static Command Later(string name)
    {
        const string Missing = "Backtests are not part of this version yet.";
        var command = new Command(name, Missing) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(static _ =>
        {
            Console.Error.WriteLine(Missing);
            return ExitCodes.Failed;
        });
        return command;
    }
}
