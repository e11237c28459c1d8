using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OrleansTrader.IbProtocol.Recording;

namespace OrleansTrader.Client.Commands;

/// <summary><c>./trader wire FILE</c>: a recording of the flight recorder as decoded messages. Needs no silo.</summary>
internal static class WireCommand
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static void AddTo(Command root, Shared shared)
    {
        var files = new Argument<string[]>("files") { Description = "Recordings of the flight recorder (run.sh: .data/recordings), in any order.", Arity = ArgumentArity.OneOrMore };
        var messages = new Option<string[]>("--message") { Description = "Only these messages: openOrder, placeOrder, error, ... Repeatable." };
        var order = new Option<int?>("--order") { Description = "Only messages about this order id." };
        var request = new Option<int?>("--request") { Description = "Only messages about this request id." };
        var direction = new Option<string?>("--direction") { Description = "Only from the gateway (in) or to it (out)." };
        direction.AcceptOnlyFromAmong("in", "out");
        var from = new Option<DateTimeOffset?>("--from") { Description = "Only from this time on, UTC.", CustomParser = Instant.Parse };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Only before this time, UTC.", CustomParser = Instant.Parse };
        var undecoded = new Option<bool>("--undecoded") { Description = "Only what could not be decoded, or carried unknown fields." };
        var hex = new Option<bool>("--hex") { Description = "Print the payload's bytes in hex behind each message." };
        var command = new Command("wire", "Prints recordings of the wire as decoded messages.")
        {
            files, messages, order, request, direction, from, to, undecoded, hex, shared.Json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var filter = new WireFilter(
                [.. parsed.GetValue(messages) ?? []],
                parsed.GetValue(order),
                parsed.GetValue(request),
                parsed.GetValue(direction) switch { "in" => RecordedKind.Received, "out" => RecordedKind.Sent, _ => null },
                parsed.GetValue(from),
                parsed.GetValue(to),
                parsed.GetValue(undecoded));
            return await PrintAsync(parsed.GetValue(files)!, filter, parsed.GetValue(shared.Json), parsed.GetValue(hex));
        });
        root.Add(command);
    }

    private static async Task<int> PrintAsync(string[] files, WireFilter filter, bool json, bool hex)
    {
        try
        {
            if (json)
            {
                PrintJson(files, filter, hex);
            }
            else
            {
                foreach (var decoded in Read(files).Where(filter.Passes))
                {
                    Console.WriteLine(Line(decoded, hex));
                }
            }

            return ExitCodes.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failed;
        }
    }

    private static IEnumerable<DecodedEntry> Read(string[] files)
    {
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            using var reader = Open(file);
            foreach (var entry in reader.ReadAll())
            {
                yield return DecodedEntry.From(entry);
            }

            if (reader.IsCut)
            {
                Console.Error.WriteLine($"{file} ends in the middle of an entry: it is still being written, or its process was killed.");
            }
        }
    }

    private static RecordingReader Open(string file)
    {
        var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        try
        {
            return new RecordingReader(stream);
        }
        catch (InvalidDataException e)
        {
            stream.Dispose();
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }
    }

    private static string Line(DecodedEntry decoded, bool hex)
    {
        var arrow = decoded.Entry.Kind switch { RecordedKind.Received => "<-", RecordedKind.Sent => "->", _ => "--" };
        var body = decoded.Message is { } message ? MessageFields.Text(message) : decoded.Problem;
        var trailing = decoded.Trailing > 0 ? $" (+{decoded.Trailing} unknown fields)" : "";
        var bytes = hex ? $" {Convert.ToHexStringLower(decoded.Entry.Payload)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{decoded.Entry.At:yyyy-MM-dd HH:mm:ss.ffffff} {arrow} {decoded.Name} {body}{trailing}{bytes}");
    }

    private static void PrintJson(string[] files, WireFilter filter, bool hex)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, Indented);
        json.WriteStartArray();
        foreach (var decoded in Read(files).Where(filter.Passes))
        {
            json.WriteStartObject();
            json.WriteString("at", decoded.Entry.At.UtcDateTime);
            json.WriteString("direction", decoded.Entry.Kind switch { RecordedKind.Received => "in", RecordedKind.Sent => "out", _ => "none" });
            json.WriteString("message", decoded.Name);
            json.WriteNumber("serverVersion", decoded.Entry.ServerVersion);
            json.WritePropertyName("fields");
            JsonSerializer.Serialize(json, decoded.Message is { } message ? MessageFields.Of(message) : new Dictionary<string, object>());
            json.WriteString("problem", decoded.Problem);
            json.WriteNumber("unknownFields", decoded.Trailing);
            if (hex)
            {
                json.WriteString("hex", Convert.ToHexStringLower(decoded.Entry.Payload));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
