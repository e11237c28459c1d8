using System.IO.Compression;
using System.Text.Json;
using Npgsql;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Serialization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Storage.Journal;

/// <summary>Books in <c>trading.book_snapshot</c>: an image and its long lists in compressed parts, which are read side by side.</summary>
internal sealed class BookSnapshots(NpgsqlDataSource source)
{
    private const int PartSize = 10_000;

    private const string Write = """
        insert into trading.book_snapshot as s (account, seq, build, parts)
        select $1, $2, $3, $4 from trading.engine_epoch where account = $1 and lease_epoch = $5 and engine_epoch = $6
        on conflict (account) do update set seq = excluded.seq, build = excluded.build, parts = excluded.parts, at = now()
         where s.seq < excluded.seq or s.build <> excluded.build
        """;

    /// <summary>What a snapshot must have been written by to be read: folds may differ between builds.</summary>
    private static readonly string Build = typeof(Book).Module.ModuleVersionId.ToString("N");

    public async Task<Book?> ReadAsync(AccountId account, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select parts from trading.book_snapshot where account = $1 and build = $2");
        command.Parameters.Add(new() { Value = account.Value });
        command.Parameters.Add(new() { Value = Build });
        return await command.ExecuteScalarAsync(cancellationToken) is byte[][] parts ? Decode(parts) : null;
    }

    public async Task WriteAsync(EngineToken token, Book book, CancellationToken cancellationToken)
    {
        var parts = Encode(book);
        if (BookHash.Of(Decode(parts)) != BookHash.Of(book))
        {
            throw new JournalException($"The snapshot of {book.Account} at {book.Seq} would not be its book again: not kept.", null);
        }

        await using var command = source.CreateCommand(Write);
        command.Parameters.Add(new() { Value = book.Account.Value });
        command.Parameters.Add(new() { Value = book.Seq });
        command.Parameters.Add(new() { Value = Build });
        command.Parameters.Add(new() { Value = parts });
        command.Parameters.Add(new() { Value = token.LeaseEpoch });
        command.Parameters.Add(new() { Value = token.EngineEpoch });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The image first, then parts of orders, then parts of fills.</summary>
    internal static byte[][] Encode(Book book)
    {
        var orders = book.Orders.Values.Chunk(PartSize).ToArray();
        return
        [
            Pack(new Head(BookImage.Of(book), orders.Length)),
            .. orders.AsParallel().AsOrdered().Select(static part => Pack(part)),
            .. book.Fills.Values.Chunk(PartSize).ToArray().AsParallel().AsOrdered().Select(static part => Pack(part)),
        ];
    }

    internal static Book Decode(byte[][] parts)
    {
        var head = Unpack<Head>(parts[0]);
        var orders = parts[1..(1 + head.OrderParts)].AsParallel().AsOrdered().Select(Unpack<Order[]>).ToArray();
        var fills = parts[(1 + head.OrderParts)..].AsParallel().AsOrdered().Select(Unpack<Fill[]>).ToArray();
        return head.Image.ToBook(orders.SelectMany(static part => part), [.. fills.SelectMany(static part => part)]);
    }

    private static byte[] Pack<T>(T value)
    {
        using var bytes = new MemoryStream();
        using (var packed = new BrotliStream(bytes, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(packed, value, DomainJson.Options);
        }

        return bytes.ToArray();
    }

    private static T Unpack<T>(byte[] bytes)
    {
        using var packed = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(packed, DomainJson.Options)!;
    }

    private sealed record Head(BookImage Image, int OrderParts);
}
