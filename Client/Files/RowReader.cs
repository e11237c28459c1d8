using OrleansTrader.Client.Api;

namespace OrleansTrader.Client.Files;

/// <summary>One row of a file of any kind: its values as the file holds them, and where it is.</summary>
/// <param name="Line">The line of a text file, the row of a Parquet file; the first is 1.</param>
/// <param name="Problem">Why the row could not be read at all; null when it could.</param>
internal sealed record FileRow(long Line, IReadOnlyList<object?> Values, string? Problem = null);

/// <summary>A file of rows, read from the beginning as often as asked.</summary>
internal interface IRowReader
{
    /// <exception cref="ApiException">The file is not what its name says.</exception>
    Task<IReadOnlyList<string>> ColumnsAsync(CancellationToken cancellationToken);

    IAsyncEnumerable<FileRow> RowsAsync(CancellationToken cancellationToken);
}

internal static class RowReader
{
    /// <exception cref="ApiException">There is no such file, or its ending is not known.</exception>
    public static IRowReader Of(string path)
    {
        if (!File.Exists(path))
        {
            throw new ApiException($"There is no file {path}.");
        }

        return IsParquet(path) ? new ParquetRows(path) : new CsvRows(path);
    }

    /// <exception cref="ApiException">The ending is not known.</exception>
    public static bool IsParquet(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PARQUET" => true,
        ".CSV" or ".TXT" or ".TSV" => false,
        _ => throw new UsageException($"'{path}' ends in neither .csv nor .parquet."),
    };
}
