namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>One fault as it is asked for on the control port. Scopes narrow it: what is absent fits everything.</summary>
/// <param name="Kind">drop, freeze, delay, duplicate, reorder, reject, loseStatus, commission, partial, lostCancel, 1100, 1101, 1102, halfOpen or 326.</param>
/// <param name="OrderRef">Whole, or a prefix that ends with <c>*</c>.</param>
/// <param name="Count">It ends after so many uses.</param>
/// <param name="Seconds">It ends after so much real time.</param>
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
    IReadOnlyList<string>? Events = null);

/// <summary>A fault that makes no sense; the message says why.</summary>
public sealed class FaultException(string message) : Exception(message);
