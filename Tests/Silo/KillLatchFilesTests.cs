using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Values;
using OrleansTrader.Silo.Hosting;
using OrleansTrader.Silo.Settings;
using Xunit;

namespace OrleansTrader.Tests.Silo;

/// <summary>The kill latch as a file: what a re-arming may erase is the latch it re-arms.</summary>
public sealed class KillLatchFilesTests : IDisposable
{
    private static readonly AccountId Account = AccountId.Of("DUSIM1");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("latch");

    [Fact]
    public async Task The_newest_latch_stays_whatever_older_one_is_cleared_and_in_whatever_order()
    {
        using var files = Files();
        await files.WriteAsync(Account, "first", TestContext.Current.CancellationToken);
        for (var i = 0; i < 50; i++)
        {
            await Task.WhenAll(
                Task.Run(() => files.ClearAsync(Account, i == 0 ? "first" : $"kill {i - 1}", CancellationToken.None), TestContext.Current.CancellationToken),
                Task.Run(() => files.WriteAsync(Account, $"kill {i}", CancellationToken.None), TestContext.Current.CancellationToken));

            Assert.Equal($"kill {i}", await files.ReadAsync(Account, TestContext.Current.CancellationToken));
        }

        await files.ClearAsync(Account, "kill 49", TestContext.Current.CancellationToken);
        Assert.Null(await files.ReadAsync(Account, TestContext.Current.CancellationToken));
        await files.ClearAsync(Account, "kill 49", TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private KillLatchFiles Files() => new(Options.Create(new DataSettings { Directory = _folder.FullName }));
}
