using System.Globalization;
using OrleansTrader.Tests.Protocol.Golden;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

/// <summary>
/// Damaged frames end in a value, a <c>TwsMessageException</c> or a <c>TwsProtocolException</c>: never in anything else, and never in memory out of proportion.
/// <c>HOSTILE_FRAMES</c> sets how many per side, <c>HOSTILE_SEED</c> where they start.
/// </summary>
public sealed class HostileBytesTests(ITestOutputHelper output)
{
    private static readonly int Count = Number("HOSTILE_FRAMES", 300_000);
    private static readonly int Seed = Number("HOSTILE_SEED", 20261123);

    [Fact]
    public void Damaged_server_frames_go_through_framing_and_decoding_without_harm() =>
        Run(new HostileFrames([.. VectorFiles.Responses().Where(static vector => vector.ServerVersion > 0)], fromServer: true, Seed));

    [Fact]
    public void Damaged_client_frames_go_through_framing_and_decoding_without_harm() =>
        Run(new HostileFrames([.. VectorFiles.Requests().Where(static vector => vector.Call != "eConnect")], fromServer: false, Seed));

    private void Run(HostileFrames hostile)
    {
        hostile.Run(Count);

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{hostile.Sent} frames, seed {Seed}: {hostile.Decoded} decoded, {hostile.Refused} refused, {hostile.Broken} streams broken, worst allocation {hostile.WorstAllocation} bytes above proportion"));
        Assert.InRange(hostile.Decoded, Count / 20, Count * 6);
        Assert.InRange(hostile.Refused, Count / 20, Count * 6);
        Assert.InRange(hostile.Broken, Count / 2000, Count);
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
