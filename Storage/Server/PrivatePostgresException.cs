namespace OrleansTrader.Storage.Server;

/// <summary>The private PostgreSQL cannot run; the message is one line that says why and what to do.</summary>
public sealed class PrivatePostgresException(string message) : Exception(message);
