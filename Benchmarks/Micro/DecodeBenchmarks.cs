using System.Text;
using BenchmarkDotNet.Attributes;
using OrleansTrader.IbProtocol;

namespace OrleansTrader.Benchmarks.Micro;

/// <summary>One payload from bytes to handler: what the socket's reader pays per message.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private readonly CountingHandler _handler = new();
    private byte[] _payload = [];

    /// <summary>Fields end with | here.</summary>
    [Params(
        "1|6|1001|1|187.24|300|1|",
        "99|2001|1|1795446667|187.25|100|2|ISLAND| TI|",
        "99|2003|3|1795446667|187.24|187.26|300|1200|1|",
        "50|3|3001|1795446665|187.2|187.3|187.15|187.25|12345|187.231|87|",
        "3|13|Submitted|0|100|0.0|1376327563|0|0.0|7||0.0|")]
    public string Message { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _payload = Encoding.Latin1.GetBytes(Message.Replace('|', '\0'));

    [Benchmark]
    public void Decode() => ServerMessageDecoder.Decode(_payload, Versions.Max, _handler);
}
