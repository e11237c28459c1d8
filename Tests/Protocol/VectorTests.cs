using System.Buffers;
using System.Text;
using System.Text.Json;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.Tests.Protocol.Golden;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

/// <summary>Our codec against bytes that IB's own client sent or read.</summary>
public sealed class VectorTests(VectorTally tally, ITestOutputHelper output) : IClassFixture<VectorTally>
{
    private const string Connect = "eConnect";
    private const string ConnectReply = "connectAck";

    [Fact]
    public void Every_request_encodes_to_the_bytes_of_the_official_client()
    {
        var builder = new RequestBuilder(VectorFiles.Defaults());
        Verify(VectorFiles.Requests(), (vector, type) =>
        {
            var ours = Wire.Frame(builder.Build(type, vector.Args), vector.ServerVersion);
            return Same(vector.Bytes, ours);
        });
    }

    [Fact]
    public void Every_request_is_read_by_the_server_side_and_written_back_unchanged() =>
        Verify(VectorFiles.Requests(), (vector, type) =>
        {
            var request = ClientMessageDecoder.Decode(vector.Payload, vector.ServerVersion);
            return request.GetType() == type
                ? Same(vector.Bytes, Wire.Frame(request, vector.ServerVersion))
                : $"read as {request.GetType().Name}";
        });

    [Fact]
    public void Every_response_decodes_to_the_values_the_official_client_delivers()
    {
        var comparer = new OfficialComparer(VectorFiles.Defaults());
        VerifyResponses((vector, messages) => Compare(comparer, vector, messages));
    }

    [Fact]
    public void Every_response_survives_encoding_and_decoding_again() =>
        VerifyResponses((vector, messages) =>
        {
            var again = Wire.Decode(Wire.PayloadOf(Wire.Frame(messages[0], vector.ServerVersion)), vector.ServerVersion);
            return again.Trailing > 0 ? "trailing fields" : messages.SequenceEqual(again.Messages) ? null : $"{messages[0]} became {again.Messages[0]}";
        });

    private static string? Compare(OfficialComparer comparer, WireVector vector, IReadOnlyList<IServerMessage> messages)
    {
        var actual = messages.SelectMany(message => CallbackLister.List(message, vector.ServerVersion)).ToArray();
        var methods = string.Join(' ', actual.Select(callback => callback.Method));
        if (methods != string.Join(' ', vector.Callbacks.Select(callback => callback.Method)))
        {
            return $"calls differ: {methods}";
        }

        return vector.Callbacks.Zip(actual, (expected, ours) => comparer.Difference(expected, ours.Actual)).FirstOrDefault(difference => difference is not null);
    }

    private static string? Same(byte[] expected, byte[] actual) =>
        expected.AsSpan().SequenceEqual(actual) ? null : $"{Environment.NewLine}  expected {Show(expected)}{Environment.NewLine}  actual   {Show(actual)}";

    private static string Show(byte[] frame) => Encoding.Latin1.GetString(frame.AsSpan(4)).Replace('\0', '|');

    private static string? Handshakes(WireVector vector)
    {
        if (vector.Call == Connect)
        {
            var options = vector.Args.TryGetProperty("connectOptions", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
            var hello = new ArrayBufferWriter<byte>();
            Handshake.WriteHello(hello, 100, Versions.Max, options);
            return Same(vector.Bytes, hello.WrittenSpan.ToArray());
        }

        var reply = Handshake.ParseReply(vector.Payload);
        var output = new ArrayBufferWriter<byte>();
        Handshake.WriteReply(output, reply.ServerVersion, $"{reply.Time} {reply.Zone}".TrimEnd());
        return Same(vector.Bytes, output.WrittenSpan.ToArray());
    }

    private void Verify(IReadOnlyList<WireVector> vectors, Func<WireVector, Type, string?> check)
    {
        var report = new VectorReport();
        foreach (var vector in vectors)
        {
            var type = RequestBuilder.FindType(vector.Call);
            if (vector.Call == Connect)
            {
                report.Run(vector.Name, () => Handshakes(vector));
            }
            else if (type is null)
            {
                report.Missing(vector.Call);
            }
            else
            {
                report.Run(vector.Name, () => check(vector, type));
            }
        }

        Finish("request", report);
    }

    private void VerifyResponses(Func<WireVector, IReadOnlyList<IServerMessage>, string?> check)
    {
        var report = new VectorReport();
        foreach (var vector in VectorFiles.Responses())
        {
            if (vector.Callbacks is [{ Method: ConnectReply }])
            {
                report.Run(vector.Name, () => Handshakes(vector));
                continue;
            }

            report.Run(vector.Name, () =>
            {
                var decoded = Wire.Decode(vector.Payload, vector.ServerVersion);
                if (decoded.Unknown.Count > 0)
                {
                    report.Missing($"message {decoded.Unknown[0]}");
                    return null;
                }

                return decoded.Trailing > 0 ? $"{decoded.Trailing} trailing fields" : check(vector, decoded.Messages);
            });
        }

        Finish("response", report);
    }

    private void Finish(string kind, VectorReport report)
    {
        tally.Add(kind, report);
        output.WriteLine(report.ToString());
        Assert.True(report.Succeeded, report.ToString());
    }
}
