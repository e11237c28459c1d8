using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The server's word for the state of an order.</summary>
public enum IbOrderStatus
{
    /// <summary>Waits inside the server, not sent yet.</summary>
    ApiPending,

    /// <summary>Sent, not acknowledged by the destination.</summary>
    PendingSubmit,

    /// <summary>A cancel was sent and is not confirmed; the order can still fill.</summary>
    PendingCancel,

    /// <summary>Accepted, not working at the venue yet.</summary>
    PreSubmitted,

    /// <summary>Working at the venue.</summary>
    Submitted,

    /// <summary>Cancelled by the client before it was acknowledged. Final.</summary>
    ApiCancelled,

    /// <summary>Cancelled. Final, though a late fill may follow.</summary>
    Cancelled,

    /// <summary>Completely filled. Final.</summary>
    Filled,

    /// <summary>Received but not active: rejected, held or de-activated. Not final: it may become active again.</summary>
    Inactive,
}

/// <summary>The only parser and printer of <see cref="IbOrderStatus"/>.</summary>
public static class IbOrderStatuses
{
    /// <exception cref="TwsMessageException">The word is unknown.</exception>
    public static IbOrderStatus Parse(string word) =>
        TryParse(System.Text.Encoding.Latin1.GetBytes(word), out var status)
            ? status
            : throw new TwsMessageException($"'{word}' is no order status.");

    public static string ToWire(this IbOrderStatus status) => status switch
    {
        IbOrderStatus.ApiPending => "ApiPending",
        IbOrderStatus.PendingSubmit => "PendingSubmit",
        IbOrderStatus.PendingCancel => "PendingCancel",
        IbOrderStatus.PreSubmitted => "PreSubmitted",
        IbOrderStatus.Submitted => "Submitted",
        IbOrderStatus.ApiCancelled => "ApiCancelled",
        IbOrderStatus.Cancelled => "Cancelled",
        IbOrderStatus.Filled => "Filled",
        IbOrderStatus.Inactive => "Inactive",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No wire word."),
    };

    internal static IbOrderStatus Read(ref FieldReader fields, string field)
    {
        var word = fields.ReadBytes(field);
        return TryParse(word, out var status) ? status : throw fields.Malformed(field, "unknown order status", word);
    }

    internal static bool TryParse(ReadOnlySpan<byte> word, out IbOrderStatus status)
    {
        IbOrderStatus? known =
            word.SequenceEqual("Submitted"u8) ? IbOrderStatus.Submitted
            : word.SequenceEqual("Filled"u8) ? IbOrderStatus.Filled
            : word.SequenceEqual("Cancelled"u8) ? IbOrderStatus.Cancelled
            : word.SequenceEqual("PreSubmitted"u8) ? IbOrderStatus.PreSubmitted
            : word.SequenceEqual("PendingSubmit"u8) ? IbOrderStatus.PendingSubmit
            : word.SequenceEqual("PendingCancel"u8) ? IbOrderStatus.PendingCancel
            : word.SequenceEqual("ApiPending"u8) ? IbOrderStatus.ApiPending
            : word.SequenceEqual("ApiCancelled"u8) ? IbOrderStatus.ApiCancelled
            : word.SequenceEqual("Inactive"u8) ? IbOrderStatus.Inactive
            : null;
        status = known ?? default;
        return known is not null;
    }
}
