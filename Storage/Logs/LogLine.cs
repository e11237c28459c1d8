namespace OrleansTrader.Storage.Logs;

/// <summary>One line of the programs' log as <c>logs.log</c> keeps it.</summary>
/// <param name="Properties">Everything else the line carries, as a JSON object; null when nothing.</param>
public sealed record LogLine(
    DateTimeOffset At,
    string Level,
    string? Source,
    string Message,
    string? Exception,
    string? Strategy,
    string? ClientOrderId,
    int? ConId,
    string? Properties);
