using System.Globalization;
using Xunit;

namespace OrleansTrader.Tests.Chaos;

/// <summary>The rehearsal: real processes, struck by seed, the ledger of the exchange as judge. <c>./test.sh --chaos N</c> plays more rounds.</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int UsualRounds = 20;
    private const int UsualSeed = 4;

    [Fact]
    public async Task Whatever_is_killed_frozen_dropped_or_repeated_no_order_is_doubled_no_fill_is_lost_and_the_books_are_right()
    {
        var seed = Setting("TRADER_CHAOS_SEED", UsualSeed);
        await using var run = new ChaosRun(seed, output.WriteLine);

        var rounds = await run.PlayAsync(Setting("TRADER_CHAOS_ROUNDS", UsualRounds), TestContext.Current.CancellationToken);

        Publish(ChaosTable.Of(seed, rounds));
        Assert.All(rounds, static round => Assert.True(round.IsClean, round.ToString()));
        Assert.Empty(await run.RebuildAsync());
    }

    private void Publish(string table)
    {
        output.WriteLine(table);
        if (Environment.GetEnvironmentVariable("TRADER_CHAOS_TABLE") is { Length: > 0 } path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, table);
        }
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : usual;
}
