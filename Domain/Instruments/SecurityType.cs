namespace OrleansTrader.Domain.Instruments;

/// <summary>The kind of an instrument; a kind never has an order, fill or position type of its own.</summary>
public enum SecurityType
{
    Stock = 1,
    Option = 2,
    Future = 3,
    FutureOption = 4,
    Forex = 5,
    Index = 6,
    Cfd = 7,
    Bond = 8,
    Crypto = 9,
    Fund = 10,
    Combo = 11,
    Commodity = 12,
    Warrant = 13,
    Other = 99,
}
