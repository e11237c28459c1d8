using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace OrleansTrader.Storage.Logs;

/// <summary>Copies log lines to <c>logs.log</c> in batches. Never blocks and never fails its callers: a line that finds the queue full is counted and dropped.</summary>
/// <remarks>While the database is away lines wait in the queue; the oldest that no longer fit are the ones counted in <see cref="Dropped"/>.</remarks>
public sealed class PostgresLogWriter : IAsyncDisposable
{
    private const int QueueLength = 10_000;
    private const int BatchLength = 500;
    private const string DataException = "22";

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly Channel<LogLine> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private NpgsqlDataSource? _source;
    private Task _writing = Task.CompletedTask;
    private long _dropped;

    public PostgresLogWriter(TimeProvider clock)
    {
        _clock = clock;
        _queue = Channel.CreateBounded<LogLine>(
            new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Lines that never reached the table since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes a line; before <see cref="Start"/> lines wait.</summary>
    public void Write(LogLine line) => _queue.Writer.TryWrite(line);

    /// <summary>Called once, as soon as the table is there.</summary>
    public void Start(string connectionString)
    {
        _source = Databases.Source(connectionString, "log");
        _writing = RunAsync(_source, _stop.Token);
    }

    /// <summary>Writes what waits, for at most two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _stop.CancelAfter(RetryDelay);
        await _writing.ConfigureAwait(false);
        _stop.Dispose();
        if (_source is not null)
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task RunAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        var batch = new List<LogLine>(BatchLength);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
            {
                Fill(batch);
                await WriteAsync(source, batch, stop).ConfigureAwait(false);
                await PauseAsync(Gather, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            Interlocked.Add(ref _dropped, batch.Count + _queue.Reader.Count);
        }
    }

    private void Fill(List<LogLine> batch)
    {
        batch.Clear();
        while (batch.Count < BatchLength && _queue.Reader.TryRead(out var line))
        {
            batch.Add(line);
        }
    }

    private async Task WriteAsync(NpgsqlDataSource source, List<LogLine> batch, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await CopyAsync(source, batch, stop).ConfigureAwait(false);
                batch.Clear();
                return;
            }
            catch (PostgresException e) when (e.SqlState.StartsWith(DataException, StringComparison.Ordinal))
            {
                Interlocked.Add(ref _dropped, batch.Count); // The table will never take them: do not hold up the lines behind.
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                await Task.Delay(RetryDelay, _clock, stop).ConfigureAwait(false); // The database is away: the lines are in the file, too.
            }
        }
    }

    private static async Task CopyAsync(NpgsqlDataSource source, List<LogLine> batch, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop).ConfigureAwait(false);
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy logs.log (at, level, source, message, exception, strategy, client_order_id, con_id, properties) from stdin (format binary)", stop).ConfigureAwait(false);
        foreach (var line in batch)
        {
            await copy.StartRowAsync(stop).ConfigureAwait(false);
            await copy.WriteAsync(line.At.ToUniversalTime(), NpgsqlDbType.TimestampTz, stop).ConfigureAwait(false);
            await WriteTextAsync(copy, line.Level, stop).ConfigureAwait(false);
            await WriteTextAsync(copy, line.Source, stop).ConfigureAwait(false);
            await WriteTextAsync(copy, line.Message, stop).ConfigureAwait(false);
            await WriteTextAsync(copy, line.Exception, stop).ConfigureAwait(false);
            await WriteTextAsync(copy, line.Strategy, stop).ConfigureAwait(false);
            await WriteTextAsync(copy, line.ClientOrderId, stop).ConfigureAwait(false);
            await (line.ConId is { } conId ? copy.WriteAsync(conId, NpgsqlDbType.Integer, stop) : copy.WriteNullAsync(stop)).ConfigureAwait(false);
            await (line.Properties is { } json ? copy.WriteAsync(Clean(json), NpgsqlDbType.Jsonb, stop) : copy.WriteNullAsync(stop)).ConfigureAwait(false);
        }

        await copy.CompleteAsync(stop).ConfigureAwait(false);
    }

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken stop) =>
        text is null ? copy.WriteNullAsync(stop) : copy.WriteAsync(Clean(text), NpgsqlDbType.Text, stop);

    /// <summary>PostgreSQL texts cannot hold a zero character: one bad line must not hold up all.</summary>
    private static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal).Replace("\\u0000", "", StringComparison.Ordinal);

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        if (!_queue.Reader.Completion.IsCompleted && _queue.Reader.Count < BatchLength)
        {
            await Task.Delay(pause, _clock, stop).ConfigureAwait(false);
        }
    }
}
