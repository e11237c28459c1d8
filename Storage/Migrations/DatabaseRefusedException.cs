namespace OrleansTrader.Storage.Migrations;

/// <summary>The database cannot be used by this build as it is; the message is one line for the operator.</summary>
public sealed class DatabaseRefusedException(string message) : Exception(message);
