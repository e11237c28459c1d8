using System.Runtime.CompilerServices;
using OrleansTrader.Client.Api;
using Sylvan.Data.Csv;

namespace OrleansTrader.Client.Files;

/// <summary>A text file with a header; the separator (comma, semicolon, tab) is found by itself.</summary>
internal sealed class CsvRows(string path) : IRowReader
{
    public async Task<IReadOnlyList<string>> ColumnsAsync(CancellationToken cancellationToken)
    {
        await using var reader = await OpenAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    public async IAsyncEnumerable<FileRow> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = await OpenAsync();
        for (var line = 2L; ; line++)
        {
            var row = await ReadAsync(reader, line, cancellationToken);
            if (row is null)
            {
                yield break;
            }

            yield return row;
        }
    }

    /// <returns>Null at the end.</returns>
    private static async Task<FileRow?> ReadAsync(CsvDataReader reader, long line, CancellationToken cancellationToken)
    {
        try
        {
            return !await reader.ReadAsync(cancellationToken) ? null
                : reader.RowFieldCount == reader.FieldCount ? new FileRow(line, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)])
                : new FileRow(line, [], $"it has {reader.RowFieldCount} fields, the header has {reader.FieldCount}");
        }
        catch (CsvFormatException e)
        {
            throw new ApiException($"Line {line} breaks the form of the file ({e.Message}): nothing after it can be read.", e);
        }
    }

    private async Task<CsvDataReader> OpenAsync()
    {
        try
        {
            return await CsvDataReader.CreateAsync(path);
        }
        catch (Exception e) when (e is CsvFormatException or CsvMissingHeadersException or IOException or UnauthorizedAccessException)
        {
            throw new ApiException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
