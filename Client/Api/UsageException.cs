namespace OrleansTrader.Client.Api;

/// <summary>The command was given something it cannot use: found before the silo is asked, exit code 2.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : ApiException(message, inner);
