using OrleansTrader.Domain.Orders;

namespace OrleansTrader.Domain.Risk;

/// <summary>What somebody wants to do, as far as conditions care (design P7).</summary>
public enum TradingAct
{
    /// <summary>An order that moves the strategy's position away from zero or through it.</summary>
    Open = 1,

    /// <summary>An order that moves it toward zero without crossing.</summary>
    Reduce = 2,

    Cancel = 3,

    /// <summary>The kill switch's own flattening.</summary>
    Flatten = 4,
}

public enum GateAnswer
{
    Yes = 1,
    No = 2,

    /// <summary>Not now: kept, and done first when it becomes possible.</summary>
    Remembered = 3,
}

/// <param name="Denial">Why not; null exactly when the answer is <see cref="GateAnswer.Yes"/>.</param>
public readonly record struct Verdict(GateAnswer Answer, Denial? Denial)
{
    public bool IsYes => Answer == GateAnswer.Yes;
}

/// <summary>Everything that may forbid an act on one contract for one strategy.</summary>
/// <param name="Connected">The session is ready and the account synchronized by this activation.</param>
/// <param name="Mismatch">In the contract, or an adjustment of it that nobody accepted.</param>
/// <param name="Unreadable">A report of the broker about the contract or the account could not be read or taken (design R15).</param>
/// <param name="ReduceWhenHalted">The setting.</param>
public sealed record TradingConditions(
    bool Connected,
    bool HasLease,
    bool HasJournal,
    bool OrdersAllowed,
    bool FarmDown,
    bool Mismatch,
    bool Unreadable,
    bool Adopting,
    TradingState State,
    bool Killed,
    StrategyStatus Strategy,
    bool ReduceWhenHalted)
{
    /// <summary>What its limits or an operator leave the strategy to do.</summary>
    public TradingState Trading { get; init; } = TradingState.Active;

    /// <summary>Nothing is in the way.</summary>
    public static TradingConditions Clear { get; } =
        new(true, true, true, true, false, false, false, false, TradingState.Active, false, StrategyStatus.Active, false);
}

/// <summary>The matrix of design P7, one pure function; the first obstacle answers.</summary>
public static class TradingGate
{
    /// <param name="terms">The order's terms; null for a cancel.</param>
    public static Verdict Judge(TradingConditions now, TradingAct act, OrderTerms? terms = null)
    {
        ArgumentNullException.ThrowIfNull(now);
        return Technical(now, act) ?? (act switch
        {
            TradingAct.Cancel => new Verdict(GateAnswer.Yes, null),
            TradingAct.Flatten => now.Adopting ? No(DenialCode.AccountAdopting, "The account waits for adoption: flatten by hand.") : Yes,
            TradingAct.Reduce => Decided(now, act) ?? Reducing(now, terms) ?? Yes,
            _ => Decided(now, act) ?? Opening(now) ?? Yes,
        });
    }

    private static Verdict Yes => new(GateAnswer.Yes, null);

    /// <summary>Session, lease and journal: what makes sending impossible or unsafe for everybody.</summary>
    private static Verdict? Technical(TradingConditions now, TradingAct act) => now switch
    {
        { HasLease: false } => No(DenialCode.NoLease, "This process does not hold the lease."),
        { OrdersAllowed: false } => No(DenialCode.OrdersNotAllowed, "IbBridge:AllowOrders is off."),
        { Connected: false } => act is TradingAct.Cancel or TradingAct.Flatten
            ? Later(DenialCode.NotReady, "Not connected and synchronized: remembered.")
            : No(DenialCode.NotReady, "Not connected and synchronized."),
        { HasJournal: false } when act is TradingAct.Flatten => Later(DenialCode.JournalUnavailable, "The journal is away: flattened after recovery."),
        { HasJournal: false } when act is not TradingAct.Cancel => No(DenialCode.JournalUnavailable, "The journal is away."),
        _ => null,
    };

    /// <summary>What operators decided for account and strategy.</summary>
    private static Verdict? Decided(TradingConditions now, TradingAct act) => now switch
    {
        { Killed: true } => No(DenialCode.Killed, "The kill switch is latched."),
        { Adopting: true } => No(DenialCode.AccountAdopting, "The account waits for adoption."),
        { State: TradingState.Halted } when act is TradingAct.Open || !now.ReduceWhenHalted => No(DenialCode.AccountHalted, "The account is halted."),
        { State: TradingState.Reducing } when act is TradingAct.Open => No(DenialCode.AccountHalted, "The account only reduces."),
        { Trading: TradingState.Halted } when act is TradingAct.Open || !now.ReduceWhenHalted => No(DenialCode.StrategyHalted, "The strategy is halted."),
        { Trading: TradingState.Reducing } when act is TradingAct.Open => No(DenialCode.StrategyHalted, "The strategy only reduces."),
        { Strategy: StrategyStatus.Paused or StrategyStatus.Suspended } => No(DenialCode.StrategyNotActive, $"The strategy is {now.Strategy}."),
        { Strategy: StrategyStatus.Stopping or StrategyStatus.Inactive } when act is TradingAct.Open =>
            No(DenialCode.StrategyNotActive, $"The strategy is {now.Strategy}: it only reduces."),
        _ => null,
    };

    private static Verdict? Reducing(TradingConditions now, OrderTerms? terms) => now.FarmDown && terms is not OrderTerms.Market
        ? No(DenialCode.DataFarmDown, "The contract's data farm is down: market orders only.")
        : null;

    private static Verdict? Opening(TradingConditions now) => now switch
    {
        { FarmDown: true } => No(DenialCode.DataFarmDown, "The contract's data farm is down."),
        { Mismatch: true } => No(DenialCode.Mismatch, "Our position of the contract differs from the broker's."),
        { Unreadable: true } => No(DenialCode.UnreadableMessage, "A report of the broker could not be read or taken: see the quarantine."),
        _ => null,
    };

    private static Verdict No(DenialCode code, string text) => new(GateAnswer.No, new Denial(code, text));

    private static Verdict Later(DenialCode code, string text) => new(GateAnswer.Remembered, new Denial(code, text));
}
