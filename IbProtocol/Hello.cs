namespace OrleansTrader.IbProtocol;

/// <summary>What a client offers at connection start.</summary>
public readonly record struct Hello(int MinVersion, int MaxVersion, string ConnectOptions);
