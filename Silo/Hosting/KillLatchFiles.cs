using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Silo.Settings;

namespace OrleansTrader.Silo.Hosting;

/// <summary>The kill latch as a file <c>killed-ACCOUNT</c> in the data folder: it holds while the database is away, and a person sees it there.</summary>
internal sealed class KillLatchFiles(IOptions<DataSettings> data) : IKillLatchFile, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

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

    public Task WriteAsync(AccountId account, string latchId, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var unfinished = PathOf(account) + ".new";
            await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(latchId + "\n"), cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, PathOf(account), overwrite: true);
        },
        cancellationToken);

    public Task ClearAsync(AccountId account, string latchId, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            if (await ReadAsync(account, cancellationToken) == latchId)
            {
                File.Delete(PathOf(account));
            }
        },
        cancellationToken);

    public void Dispose() => _turn.Dispose();

    /// <summary>One change after the other: what is cleared is what was read.</summary>
    private async Task InTurnAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await change();
        }
        finally
        {
            _turn.Release();
        }
    }

    private string PathOf(AccountId account) => data.Value.File("killed-" + string.Concat(account.Value.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_')));
}
