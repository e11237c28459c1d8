using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Cancels every open order of the login: also manual ones and those of other clients.</summary>
public sealed record GlobalCancelRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqGlobalCancel;

    /// <summary>CME tagging.</summary>
    public string? ExtOperator { get; init; }

    /// <summary>CME tagging.</summary>
    public int? ManualOrderIndicator { get; init; }

    public static GlobalCancelRequest Decode(ref FieldReader fields, int serverVersion)
    {
        if (serverVersion < Versions.CmeTagging)
        {
            fields.Skip("version");
            return new();
        }

        return new()
        {
            ExtOperator = fields.ReadText("extOperator"),
            ManualOrderIndicator = fields.ReadInt32OrEmpty("manualOrderIndicator"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        if (serverVersion < Versions.CmeTagging)
        {
            fields.WriteInt32(1);
            return;
        }

        fields.WriteText(ExtOperator, "extOperator");
        fields.WriteInt32OrMax(ManualOrderIndicator);
    }
}
