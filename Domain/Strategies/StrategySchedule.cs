namespace OrleansTrader.Domain.Strategies;

/// <summary>When a strategy acts, by the exchange's own calendar.</summary>
public enum StrategySchedule
{
    /// <summary>Whenever there are events.</summary>
    Always = 0,

    /// <summary>In the regular sessions of the contract an event is about. Outside of them bars are only learned from, as in warm-up, and quotes and trades only kept; timers, fills and orders always come.</summary>
    Regular = 1,
}
