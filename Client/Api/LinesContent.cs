using System.Net;

namespace OrleansTrader.Client.Api;

/// <summary>A request body of lines that are made while it is sent: of any length, never kept.</summary>
internal sealed class LinesContent(IAsyncEnumerable<string> lines) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var writer = new StreamWriter(stream, leaveOpen: true);
        await foreach (var line in lines)
        {
            await writer.WriteLineAsync(line);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
