using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>What must hold before an order becomes active.</summary>
public abstract record OrderCondition
{
    private protected OrderCondition()
    {
    }

    /// <summary>Joins this condition with the one after it: true means and, false or.</summary>
    public bool IsConjunctionConnection { get; init; }

    private protected abstract int ConditionType { get; }

    public static OrderCondition Decode(ref FieldReader fields)
    {
        var type = fields.ReadInt32("condition.type");
        var connector = fields.ReadBytes("condition.connector");
        var isAnd = connector.SequenceEqual("a"u8);
        if (!isAnd && !connector.SequenceEqual("o"u8))
        {
            throw fields.Malformed("condition.connector", "neither a nor o", connector);
        }

        OrderCondition condition = type switch
        {
            PriceCondition.Type => PriceCondition.DecodeRest(ref fields),
            TimeCondition.Type => TimeCondition.DecodeRest(ref fields),
            MarginCondition.Type => MarginCondition.DecodeRest(ref fields),
            ExecutionCondition.Type => ExecutionCondition.DecodeRest(ref fields),
            VolumeCondition.Type => VolumeCondition.DecodeRest(ref fields),
            PercentChangeCondition.Type => PercentChangeCondition.DecodeRest(ref fields),
            _ => throw fields.Malformed("condition.type", $"{type} is unknown", default),
        };
        return condition with { IsConjunctionConnection = isAnd };
    }

    public void Encode(ref FieldWriter fields)
    {
        fields.WriteInt32(ConditionType);
        fields.WriteText(IsConjunctionConnection ? "a" : "o", "condition.connector");
        EncodeRest(ref fields);
    }

    private protected abstract void EncodeRest(ref FieldWriter fields);
}

/// <summary>A contract trades at or above (below) a price.</summary>
public sealed record PriceCondition : OrderCondition
{
    internal const int Type = 1;

    /// <summary>At or above, else at or below.</summary>
    public bool IsMore { get; init; }

    public decimal? Price { get; init; }

    public int ConId { get; init; }

    public string? Exchange { get; init; }

    public int TriggerMethod { get; init; }

    private protected override int ConditionType => Type;

    internal static PriceCondition DecodeRest(ref FieldReader fields) =>
        new()
        {
            IsMore = fields.ReadBool("condition.isMore"),
            Price = fields.ReadDecimalOrMax("condition.price"),
            ConId = fields.ReadInt32("condition.conId"),
            Exchange = fields.ReadText("condition.exchange"),
            TriggerMethod = fields.ReadInt32("condition.triggerMethod"),
        };

    private protected override void EncodeRest(ref FieldWriter fields)
    {
        fields.WriteBool(IsMore);
        fields.WriteDecimalOrMax(Price);
        fields.WriteInt32(ConId);
        fields.WriteText(Exchange, "condition.exchange");
        fields.WriteInt32(TriggerMethod);
    }
}

/// <summary>A moment has passed (or has not).</summary>
public sealed record TimeCondition : OrderCondition
{
    internal const int Type = 3;

    /// <summary>After, else before.</summary>
    public bool IsMore { get; init; }

    public string? Time { get; init; }

    private protected override int ConditionType => Type;

    internal static TimeCondition DecodeRest(ref FieldReader fields) =>
        new() { IsMore = fields.ReadBool("condition.isMore"), Time = fields.ReadText("condition.time") };

    private protected override void EncodeRest(ref FieldWriter fields)
    {
        fields.WriteBool(IsMore);
        fields.WriteText(Time, "condition.time");
    }
}

/// <summary>The account's margin cushion, in percent.</summary>
public sealed record MarginCondition : OrderCondition
{
    internal const int Type = 4;

    /// <summary>At or above, else at or below.</summary>
    public bool IsMore { get; init; }

    public int Percent { get; init; }

    private protected override int ConditionType => Type;

    internal static MarginCondition DecodeRest(ref FieldReader fields) =>
        new() { IsMore = fields.ReadBool("condition.isMore"), Percent = fields.ReadInt32("condition.percent") };

    private protected override void EncodeRest(ref FieldWriter fields)
    {
        fields.WriteBool(IsMore);
        fields.WriteInt32(Percent);
    }
}

/// <summary>The account traded this symbol.</summary>
public sealed record ExecutionCondition : OrderCondition
{
    internal const int Type = 5;

    public string? SecType { get; init; }

    public string? Exchange { get; init; }

    public string? Symbol { get; init; }

    private protected override int ConditionType => Type;

    internal static ExecutionCondition DecodeRest(ref FieldReader fields) =>
        new()
        {
            SecType = fields.ReadText("condition.secType"),
            Exchange = fields.ReadText("condition.exchange"),
            Symbol = fields.ReadText("condition.symbol"),
        };

    private protected override void EncodeRest(ref FieldWriter fields)
    {
        fields.WriteText(SecType, "condition.secType");
        fields.WriteText(Exchange, "condition.exchange");
        fields.WriteText(Symbol, "condition.symbol");
    }
}

/// <summary>A contract's volume of the day.</summary>
public sealed record VolumeCondition : OrderCondition
{
    internal const int Type = 6;

    /// <summary>At or above, else at or below.</summary>
    public bool IsMore { get; init; }

    public int Volume { get; init; }

    public int ConId { get; init; }

    public string? Exchange { get; init; }

    private protected override int ConditionType => Type;

    internal static VolumeCondition DecodeRest(ref FieldReader fields) =>
        new()
        {
            IsMore = fields.ReadBool("condition.isMore"),
            Volume = fields.ReadInt32("condition.volume"),
            ConId = fields.ReadInt32("condition.conId"),
            Exchange = fields.ReadText("condition.exchange"),
        };

    private protected override void EncodeRest(ref FieldWriter fields)
    {
        fields.WriteBool(IsMore);
        fields.WriteInt32(Volume);
        fields.WriteInt32(ConId);
        fields.WriteText(Exchange, "condition.exchange");
    }
}

/// <summary>A contract's change of the day, in percent.</summary>
public sealed record PercentChangeCondition : OrderCondition
{
    internal const int Type = 7;

    /// <summary>At or above, else at or below.</summary>
    public bool IsMore { get; init; }

    public decimal? ChangePercent { get; init; }

    public int ConId { get; init; }

    public string? Exchange { get; init; }

    private protected override int ConditionType => Type;

    internal static PercentChangeCondition DecodeRest(ref FieldReader fields) =>
        new()
        {
            IsMore = fields.ReadBool("condition.isMore"),
            ChangePercent = fields.ReadDecimalOrMax("condition.changePercent"),
            ConId = fields.ReadInt32("condition.conId"),
            Exchange = fields.ReadText("condition.exchange"),
        };

    private protected override void EncodeRest(ref FieldWriter fields)
    {
        fields.WriteBool(IsMore);
        fields.WriteDecimalOrMax(ChangePercent);
        fields.WriteInt32(ConId);
        fields.WriteText(Exchange, "condition.exchange");
    }
}
