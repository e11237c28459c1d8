namespace OrleansTrader.Silo.Startup;

/// <summary>The process must not start; the message is the one line that says why. Nothing was left half-started.</summary>
internal sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
