using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Exercises or lapses an option position.</summary>
public sealed record ExerciseOptionsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ExerciseOptions;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    /// <summary>1 exercise, 2 lapse.</summary>
    public int ExerciseAction { get; init; }

    public int ExerciseQuantity { get; init; }

    public string? Account { get; init; }

    public int Override { get; init; }

    public string? ManualOrderTime { get; init; }

    public string? CustomerAccount { get; init; }

    public bool ProfessionalCustomer { get; init; }

    public static ExerciseOptionsRequest Decode(ref FieldReader fields, int serverVersion)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.DecodeShort(ref fields),
            ExerciseAction = fields.ReadInt32("exerciseAction"),
            ExerciseQuantity = fields.ReadInt32("exerciseQuantity"),
            Account = fields.ReadText("account"),
            Override = fields.ReadInt32("override"),
            ManualOrderTime = serverVersion >= Versions.ExerciseManualOrderTime ? fields.ReadText("manualOrderTime") : null,
            CustomerAccount = serverVersion >= Versions.CustomerAccount ? fields.ReadText("customerAccount") : null,
            ProfessionalCustomer = serverVersion >= Versions.ProfessionalCustomer && fields.ReadBool("professionalCustomer"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(2);
        fields.WriteInt32(ReqId);
        Contract.EncodeShort(ref fields);
        fields.WriteInt32(ExerciseAction);
        fields.WriteInt32(ExerciseQuantity);
        fields.WriteText(Account, "account");
        fields.WriteInt32(Override);

        if (serverVersion >= Versions.ExerciseManualOrderTime)
        {
            fields.WriteText(ManualOrderTime, "manualOrderTime");
        }

        if (serverVersion >= Versions.CustomerAccount)
        {
            fields.WriteText(CustomerAccount, "customerAccount");
        }

        if (serverVersion >= Versions.ProfessionalCustomer)
        {
            fields.WriteBool(ProfessionalCustomer);
        }
    }
}
