using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Silo.Settings;

namespace OrleansTrader.Silo.Hosting;

/// <summary>The kill latch as a file <c>killed-ACCOUNT</c> in the data folder: it holds while the database is away, and a person sees it there.</summary>
internal sealed class KillLatchFiles(IOptions<DataSettings> data) : IKillLatchFile
{
    public async Task<string?> ReadAsync(AccountId account, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(PathOf(account), cancellationToken)).Trim();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public async Task WriteAsync(AccountId account, string latchId, CancellationToken cancellationToken)
    {
        if (await ReadAsync(account, cancellationToken) is { Length: > 0 })
        {
            return;
        }

        var unfinished = PathOf(account) + ".new";
        await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(latchId + "\n"), cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, PathOf(account), overwrite: true);
    }

    public Task ClearAsync(AccountId account, CancellationToken cancellationToken)
    {
        File.Delete(PathOf(account));
        return Task.CompletedTask;
    }

    private string PathOf(AccountId account) => data.Value.File("killed-" + string.Concat(account.Value.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_')));
}
