namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Why an order or a change of one is not taken.</summary>
/// <param name="Code">IB's error code.</param>
internal sealed record OrderRefusal(int Code, string Text);
