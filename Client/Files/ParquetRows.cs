using System.Runtime.CompilerServices;
using OrleansTrader.Client.Api;
using Parquet;
using Parquet.Schema;

namespace OrleansTrader.Client.Files;

/// <summary>A Parquet file with flat columns of times, numbers and texts.</summary>
internal sealed class ParquetRows(string path) : IRowReader
{
    public async Task<IReadOnlyList<string>> ColumnsAsync(CancellationToken cancellationToken)
    {
        await using var reader = await OpenAsync(cancellationToken);
        return [.. reader.Schema.DataFields.Select(static field => field.Name)];
    }

    public async IAsyncEnumerable<FileRow> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = await OpenAsync(cancellationToken);
        var line = 1L;
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            var columns = new List<object?[]>();
            foreach (var field in reader.Schema.DataFields)
            {
                columns.Add(await ColumnAsync(rows, field, cancellationToken));
            }

            for (var i = 0; i < rows.RowCount; i++)
            {
                yield return new FileRow(line++, [.. columns.Select(column => column[i])]);
            }
        }
    }

    private static Task<object?[]> ColumnAsync(ParquetRowGroupReader rows, DataField field, CancellationToken stop) => field.ClrType switch
    {
        var type when type == typeof(string) => TextsAsync(rows, field, stop),
        var type when type == typeof(DateTime) => ValuesAsync<DateTime>(rows, field, stop),
        var type when type == typeof(decimal) => ValuesAsync<decimal>(rows, field, stop),
        var type when type == typeof(double) => ValuesAsync<double>(rows, field, stop),
        var type when type == typeof(float) => ValuesAsync<float>(rows, field, stop),
        var type when type == typeof(long) => ValuesAsync<long>(rows, field, stop),
        var type when type == typeof(int) => ValuesAsync<int>(rows, field, stop),
        _ => Task.FromResult<object?[]>([.. Enumerable.Repeat<object?>(field.ClrType.Name, checked((int)rows.RowCount))]), // Refused by whoever needs the column.
    };

    private static async Task<object?[]> TextsAsync(ParquetRowGroupReader rows, DataField field, CancellationToken stop)
    {
        var values = new string?[rows.RowCount];
        await rows.ReadAsync(field, values!, cancellationToken: stop);
        return [.. values];
    }

    private static async Task<object?[]> ValuesAsync<T>(ParquetRowGroupReader rows, DataField field, CancellationToken stop)
        where T : struct
    {
        if (field.IsNullable)
        {
            var values = new T?[rows.RowCount];
            await rows.ReadAsync<T>(field, values.AsMemory(), cancellationToken: stop);
            return [.. values.Select(static value => (object?)value)];
        }

        var certain = new T[rows.RowCount];
        await rows.ReadAsync<T>(field, certain.AsMemory(), cancellationToken: stop);
        return [.. certain.Select(static value => (object?)value)];
    }

    private async Task<ParquetReader> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ParquetReader.CreateAsync(path, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ParquetException)
        {
            throw new ApiException($"{path} cannot be read as Parquet: {e.Message}", e);
        }
    }
}
