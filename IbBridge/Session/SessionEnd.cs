using OrleansTrader.Domain.Values;

namespace OrleansTrader.IbBridge.Session;

/// <summary>How a session ended.</summary>
/// <param name="WasReady">It had logged in: the next pause starts small again.</param>
/// <param name="ClientIdInUse">The gateway refused our client id (error 326).</param>
internal sealed record SessionEnd(string Cause, bool WasReady, bool ClientIdInUse);

/// <summary>What the login told.</summary>
internal sealed record Login(AccountId Account, int NextValidId);
