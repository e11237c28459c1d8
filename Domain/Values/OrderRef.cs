namespace OrleansTrader.Domain.Values;

/// <summary>IB's orderRef as we write it: <c>o1-installation(4)-strategy tag(8)-client order id(16)</c>, 33 characters (design R4).</summary>
/// <remarks>The only field that survives a lost acknowledgement; comes back in open orders, executions and completed orders.</remarks>
public readonly record struct OrderRef(string Installation, string StrategyTag, ClientOrderId Id)
{
    private const string Prefix = "o1";

    public static OrderRef Of(string installation, StrategyName strategy, ClientOrderId id) => new(installation, strategy.Tag, id);

    /// <summary>Reads a reference of ours; anything else (manual orders, other programs) is null.</summary>
    public static OrderRef? TryParse(string? text)
    {
        var parts = text?.Split('-');
        return parts is [Prefix, { Length: 4 } installation, { Length: 8 } tag, { Length: 16 } id]
            && id.All(static c => char.IsAsciiLetterLower(c) || c is >= '2' and <= '7')
            ? new OrderRef(installation, tag, ClientOrderId.Of(id))
            : null;
    }

    public override string ToString() => $"{Prefix}-{Installation}-{StrategyTag}-{Id.Value}";
}
