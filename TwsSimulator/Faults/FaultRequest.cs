namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>One fault as it is asked for on the control port or in a scenario; <c>GET /faults/kinds</c> lists the kinds with their settings.</summary>
/// <remarks>Account, order reference, contract and client narrow it: what is absent fits everything. A setting that the kind does not know is refused.</remarks>
/// <param name="OrderRef">Whole, or a prefix that ends with <c>*</c>.</param>
/// <param name="Count">It ends after so many uses.</param>
/// <param name="Seconds">It ends after so much time.</param>
/// <param name="Percent">Of the price or the commission that changes.</param>
/// <param name="RollBack">By how much the next order id falls.</param>
/// <param name="Requests">openOrders, completedOrders, executions, positions, account, contracts, history, marketData, time.</param>
/// <param name="Events">openOrder, orderStatus, execution, commission; absent fits the kind's usual ones.</param>
public sealed record FaultRequest(
    string Kind,
    string? Account = null,
    string? OrderRef = null,
    int? ConId = null,
    int? ClientId = null,
    int? Count = null,
    double? Seconds = null,
    int? Milliseconds = null,
    int? Code = null,
    string? Text = null,
    string? When = null,
    int? Parts = null,
    string? On = null,
    int? Then = null,
    IReadOnlyList<string>? Events = null,
    decimal? Percent = null,
    decimal? Price = null,
    decimal? Quantity = null,
    int? RollBack = null,
    int? BytesPerSecond = null,
    int? Bytes = null,
    string? What = null,
    int? PerSecond = null,
    int? Warnings = null,
    IReadOnlyList<string>? Requests = null,
    int? Keep = null)
{
    /// <summary>The settings given, scope and ends apart, by their names on the wire.</summary>
    internal IEnumerable<string> Settings()
    {
        (string Name, object? Value)[] all =
        [
            ("milliseconds", Milliseconds), ("code", Code), ("text", Text), ("when", When), ("parts", Parts), ("on", On), ("then", Then), ("events", Events),
            ("percent", Percent), ("price", Price), ("quantity", Quantity), ("rollBack", RollBack), ("bytesPerSecond", BytesPerSecond), ("bytes", Bytes),
            ("what", What), ("perSecond", PerSecond), ("warnings", Warnings), ("requests", Requests), ("keep", Keep),
        ];
        return all.Where(static setting => setting.Value is not null).Select(static setting => setting.Name);
    }
}

/// <summary>A fault that makes no sense; the message says why.</summary>
public sealed class FaultException(string message) : Exception(message);
