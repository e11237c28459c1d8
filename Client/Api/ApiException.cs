namespace OrleansTrader.Client.Api;

/// <summary>The silo refused or could not be asked; the message is the one line a person reads.</summary>
internal class ApiException(string message, Exception? inner = null) : Exception(message, inner);
