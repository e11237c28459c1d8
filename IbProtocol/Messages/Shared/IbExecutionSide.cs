using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Direction of an execution.</summary>
public enum IbExecutionSide
{
    Bought,
    Sold,
}

/// <summary>The only parser and printer of <see cref="IbExecutionSide"/>.</summary>
public static class IbExecutionSides
{
    public static string ToWire(this IbExecutionSide side) => side switch
    {
        IbExecutionSide.Bought => "BOT",
        IbExecutionSide.Sold => "SLD",
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "No wire word."),
    };

    /// <exception cref="TwsMessageException">The word is unknown: a fill must never be booked on the wrong side.</exception>
    internal static IbExecutionSide Read(ref FieldReader fields, string field)
    {
        var word = fields.ReadBytes(field);
        if (word.SequenceEqual("BOT"u8))
        {
            return IbExecutionSide.Bought;
        }

        return word.SequenceEqual("SLD"u8) ? IbExecutionSide.Sold : throw fields.Malformed(field, "neither BOT nor SLD", word);
    }
}
