namespace OrleansTrader.Domain.Risk;

/// <summary>Why we ourselves did not send something: never left the process, unlike a rejection.</summary>
/// <param name="Value">The number that broke the rule; null when the rule has none.</param>
/// <param name="Limit">The limit it broke.</param>
/// <param name="WouldPass">The number that would have passed in its place; null when none would, or when it is no matter of a number.</param>
public sealed record Denial(DenialCode Code, string Text, decimal? Value = null, decimal? Limit = null, decimal? WouldPass = null);

public enum DenialCode
{
    NotReady = 1,
    NoLease = 2,
    JournalUnavailable = 3,
    OrdersNotAllowed = 4,
    AccountAdopting = 5,
    AccountHalted = 6,
    Killed = 7,
    StrategyNotActive = 8,
    Mismatch = 9,
    DataFarmDown = 10,
    OutsideSession = 11,
    QuantityLimit = 12,
    NotionalLimit = 13,
    PriceCollar = 14,
    PositionLimit = 15,
    OpenOrderLimit = 16,
    OppositeOrder = 17,
    UnknownInstrument = 18,
    UnknownStrategy = 19,
    InvalidOrder = 20,
    ExposureLimit = 21,
    UnreadableMessage = 22,
    OrderRate = 23,
    Restricted = 24,
    OrderRatio = 25,
    DailyLoss = 26,
    Drawdown = 27,
    GrossLimit = 28,
    NetLimit = 29,
    LeverageLimit = 30,
    StrategyHalted = 31,
}

/// <summary>What an account or a strategy may do.</summary>
public enum TradingState
{
    Active = 1,

    /// <summary>Only orders that move the position toward zero.</summary>
    Reducing = 2,

    /// <summary>No orders at all; cancels pass.</summary>
    Halted = 3,
}

/// <summary>What an operator decided for one strategy.</summary>
public enum StrategyStatus
{
    Active = 1,

    /// <summary>Events reach it, nothing is sent; position and working orders stay.</summary>
    Paused = 2,

    /// <summary>Only its own reducing orders pass until it is flat.</summary>
    Stopping = 3,

    /// <summary>Cancelled, flattened by market orders and held flat.</summary>
    Inactive = 4,

    /// <summary>Suspended by the host after repeated failures; like <see cref="Paused"/>.</summary>
    Suspended = 5,
}
