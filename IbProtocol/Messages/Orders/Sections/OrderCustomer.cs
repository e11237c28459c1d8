using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Whose order it is behind the account.</summary>
internal static class OrderCustomer
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order, int serverVersion) =>
        order with
        {
            CustomerAccount = serverVersion >= Versions.CustomerAccount ? fields.ReadText("customerAccount") : null,
            ProfessionalCustomer = serverVersion >= Versions.ProfessionalCustomer && fields.ReadBool("professionalCustomer"),
        };

    public static void Write(ref FieldWriter fields, TwsOrder order, int serverVersion)
    {
        if (serverVersion >= Versions.CustomerAccount)
        {
            fields.WriteText(order.CustomerAccount, "customerAccount");
        }

        if (serverVersion >= Versions.ProfessionalCustomer)
        {
            fields.WriteBool(order.ProfessionalCustomer);
        }
    }
}
