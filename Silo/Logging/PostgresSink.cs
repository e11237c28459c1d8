using System.Globalization;
using System.Text.Json;
using OrleansTrader.Storage.Logs;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace OrleansTrader.Silo.Logging;

/// <summary>Hands log events to the table's writer; the properties <c>Order</c>, <c>Strategy</c> and <c>ConId</c> get columns of their own.</summary>
internal sealed class PostgresSink(PostgresLogWriter writer) : ILogEventSink
{
    private static readonly MessageTemplateTextFormatter Message = new("{Message:l}", CultureInfo.InvariantCulture);

    private static readonly string[] Columns = ["Order", "Strategy", "ConId", "SourceContext"];

    public void Emit(LogEvent logEvent) => writer.Write(new LogLine(
        logEvent.Timestamp,
        logEvent.Level.ToString(),
        Text(logEvent, "SourceContext"),
        Render(logEvent),
        logEvent.Exception?.ToString(),
        Text(logEvent, "Strategy"),
        Text(logEvent, "Order"),
        int.TryParse(Text(logEvent, "ConId"), NumberStyles.None, CultureInfo.InvariantCulture, out var conId) ? conId : null,
        Rest(logEvent)));

    private static string Render(LogEvent logEvent)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, writer);
        return writer.ToString();
    }

    private static string? Text(LogEvent logEvent, string property) =>
        !logEvent.Properties.TryGetValue(property, out var value) ? null
        : value is ScalarValue scalar ? Convert.ToString(scalar.Value, CultureInfo.InvariantCulture)
        : value.ToString(null, CultureInfo.InvariantCulture);

    private static string? Rest(LogEvent logEvent)
    {
        var rest = logEvent.Properties.Keys.Except(Columns).ToDictionary(static name => name, name => Text(logEvent, name));
        return rest.Count == 0 ? null : JsonSerializer.Serialize(rest);
    }
}
