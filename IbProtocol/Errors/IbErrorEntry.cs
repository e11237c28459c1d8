namespace OrleansTrader.IbProtocol;

/// <summary>One row of the error table.</summary>
/// <param name="First">First code of the range.</param>
/// <param name="Last">Last code of the range.</param>
/// <param name="Class">What the code means in the usual case.</param>
/// <param name="Meaning">In a few words.</param>
/// <param name="OrElse">What it means in the other case: a request instead of an order, a modification instead of a new order, or as the text says.</param>
/// <param name="Action">What it makes us do beyond its class.</param>
public sealed record IbErrorEntry(int First, int Last, IbErrorClass Class, string Meaning, IbErrorClass? OrElse = null, IbErrorAction Action = IbErrorAction.ByClass);
