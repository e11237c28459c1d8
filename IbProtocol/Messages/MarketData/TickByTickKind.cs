namespace OrleansTrader.IbProtocol.Messages;

/// <summary>What a tick-by-tick message holds; its layout follows from it.</summary>
public enum TickByTickKind
{
    None = 0,
    Last = 1,
    AllLast = 2,
    BidAsk = 3,
    MidPoint = 4,
}
