namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>The bad manners a gateway can be told to show; <see cref="FaultCatalogue"/> says what each does.</summary>
internal enum FaultKind
{
    Drop,
    HalfOpen,
    ClientIdInUse,
    Down,
    Hang,
    Login,
    Restart,
    LinkDown,
    LinkUpDataLost,
    LinkUp,
    Delay,
    Duplicate,
    Reorder,
    LoseStatus,
    LostOrder,
    LostCancel,
    Reject,
    TwoPermIds,
    TwinOnPlacing,
    Partial,
    Commission,
    CommissionChanged,
    Correction,
    Bust,
    Freeze,
}
